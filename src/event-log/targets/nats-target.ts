import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node';
import { type EventLogTarget, type LastMessage, type LogMessage, lastMessageOf } from './target';

export interface NatsTargetOptions {
  readonly url: string;
  /** The name of the stream; its subjects begin with it. */
  readonly stream: string;
  readonly length: number;
}

const ANSWER_MS_MAX = 3000;
/** JetStream's codes: there is no such stream; a message expected another one before it. */
const STREAM_NOT_FOUND = 10_059;
const WRONG_LAST_SEQUENCE = [10_071, 10_164];

interface Opened {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
}

/**
 * The log as a stream of NATS JetStream, which is made where it is missing: one subject for each show,
 * `<stream>.<id of the show>`, and `<stream>.log` for messages of the log about itself. Each message expects the one before
 * it by the stream's own numbering, so another process that appends meanwhile is noticed by the server.
 */
export function openNatsTarget({ url, stream, length }: NatsTargetOptions): EventLogTarget {
  let opened: Promise<Opened> | undefined;
  /** The position of the last message, and its number in the stream, as far as this process knows. */
  let known: { readonly position: number; readonly number: number } | undefined;

  const use = async (): Promise<Opened> => {
    const current = opened;
    if (current !== undefined) {
      const still = await current.catch(() => undefined);
      if (still !== undefined && !still.connection.isClosed()) return still;
      if (opened === current) opened = undefined;
    }
    opened ??= open(url);
    return opened;
  };

  return {
    name: `the stream ${stream} in NATS`,
    async readLast() {
      known = undefined;
      const { manager } = await use();
      const { state } = await streamOf(manager);
      let last: LastMessage | null = null;
      if (state.messages > 0) {
        const stored = await manager.streams.getMessage(stream, { last_by_subj: `${stream}.>` });
        if (stored === null) throw new Error('The last message of the event log cannot be read');
        last = lastMessageOf(stored.string());
      }
      known = { position: last?.position ?? 0, number: state.last_seq };
      return last;
    },
    async append(after, messages) {
      const before = known;
      if (before?.position !== after) return false;
      known = undefined;
      const { client } = await use();
      // All at once: the server takes them in the order of the connection, and refuses all after the first that it refuses.
      const answers = await Promise.allSettled(
        messages.map((message, index) => publish(client, message, before.number + index)),
      );
      const refused = answers.find((answer) => answer.status === 'rejected');
      if (refused !== undefined) {
        if (isWrongSequence(refused.reason)) return false;
        throw refused.reason;
      }
      const last = messages.at(-1);
      known = { position: last?.position ?? after, number: before.number + messages.length };
      return true;
    },
    async close() {
      const connection = (await opened?.catch(() => undefined))?.connection;
      opened = undefined;
      await connection?.close();
    },
  };

  function publish(client: JetStreamClient, { key, text }: LogMessage, lastSequence: number) {
    return client.publish(`${stream}.${key ?? 'log'}`, text, {
      expect: { streamName: stream, lastSequence },
      timeout: ANSWER_MS_MAX,
    });
  }

  async function streamOf(manager: JetStreamManager) {
    try {
      return await manager.streams.info(stream);
    } catch (error) {
      if (codeOf(error) !== STREAM_NOT_FOUND) throw error;
      return manager.streams.add({ name: stream, subjects: [`${stream}.>`], max_msgs: length });
    }
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

const isWrongSequence = (error: unknown): boolean => WRONG_LAST_SEQUENCE.some((code) => code === codeOf(error));

/** Loaded only here: a service without NATS loads nothing of its client. */
async function open(url: string): Promise<Opened> {
  const [{ connect }, { jetstream, jetstreamManager }] = await Promise.all([
    import('@nats-io/transport-node'),
    import('@nats-io/jetstream'),
  ]);
  const connection = await connect({
    ...serverOf(url),
    name: 'frontrow event log',
    timeout: ANSWER_MS_MAX,
    // It gives up soon, and the next run connects anew: what failed is asked of the server, not sent again from a buffer.
    maxReconnectAttempts: 1,
    // A server that is silent is noticed by the requests sooner.
    pingInterval: 20_000,
  });
  try {
    const options = { timeout: ANSWER_MS_MAX };
    return { connection, client: jetstream(connection, options), manager: await jetstreamManager(connection, options) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The client takes the name and the password apart from the address. A user without a password is a token. */
function serverOf(url: string): ConnectionOptions {
  const { protocol, host, username, password } = new URL(url);
  const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
  const credentials = user === '' ? {} : pass === '' ? { token: user } : { user, pass };
  return { servers: host, ...credentials, ...(protocol === 'tls:' ? { tls: {} } : {}) };
}
