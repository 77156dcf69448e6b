import { DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { type LogReader, parseEvent } from './event';

const WAIT_MS = 2000;

/** The cursor is the number that the stream of NATS gives a message. A stream that was made anew is read from its beginning. */
export async function readNats(url: string, name: string, batchSize: number): Promise<LogReader> {
  const { host, username, password } = new URL(url);
  const connection = await connect({
    servers: host,
    ...(username === '' ? {} : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
    maxReconnectAttempts: -1,
  });
  const client = jetstream(connection);
  const manager = await jetstreamManager(connection);
  return {
    async readAfter(cursor) {
      const { state } = await manager.streams.info(name);
      const from = cursor > state.last_seq ? 1 : cursor + 1;
      const consumer = await client.consumers.get(name, {
        deliver_policy: DeliverPolicy.StartSequence,
        opt_start_seq: from,
      });
      const events = [];
      let last = from - 1;
      for await (const message of await consumer.fetch({ max_messages: batchSize, expires: WAIT_MS })) {
        events.push(parseEvent(message.string()));
        last = message.seq;
      }
      await consumer.delete();
      return { events, cursor: last };
    },
    close: () => connection.close(),
  };
}
