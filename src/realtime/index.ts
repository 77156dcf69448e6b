/** Realtime: typed topics over Redis, and the WebSocket that carries them to many clients at once. */

export type { Topic } from './topic';
export { openTopics, type TopicOptions, type Topics } from './topics';
export { type Joined, type TopicEvent, TopicUnavailable, type Watch } from './watch';
