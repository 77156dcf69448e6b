/** Realtime: typed topics over Redis, and the WebSocket server that delivers them to many clients at once. */

export type { SubscriptionHandle } from './topics/subscription-registry';
export type { Topic } from './topics/topic';
export {
  type JoinResult,
  type StreamSubscription,
  type TopicEvent,
  TopicUnavailable,
} from './topics/topic-events';
export { openTopics, type TopicOptions, type Topics } from './topics/topics';
export { CloseCode } from './websocket/close-codes';
export { type SocketLimits, socketLimits } from './websocket/socket-limits';
export {
  openSocketServer,
  type SocketCounts,
  type SocketServer,
  type SocketServerOptions,
} from './websocket/socket-server';
export { type BroadcastOptions, broadcastSubscription, perClientSubscription } from './websocket/subscription-sources';
