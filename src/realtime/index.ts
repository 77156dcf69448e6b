/** Realtime: typed topics over Redis, and the WebSocket that carries them to many clients at once. */

export { CloseCode } from './sockets/close-codes';
export type { SharedSubscription, SharedSubscriptions } from './sockets/share-plan';
export { type SocketLimits, socketLimits } from './sockets/socket-limits';
export {
  openSocketServer,
  type SocketCounts,
  type SocketServer,
  type SocketServerOptions,
} from './sockets/socket-server';
export type { Topic } from './topic';
export { openTopics, type TopicOptions, type Topics } from './topics';
export { type Joined, type TopicEvent, TopicUnavailable, type Watch } from './watch';
