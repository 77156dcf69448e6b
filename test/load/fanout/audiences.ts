import { encodeId } from '../../../src/platform';
import type { Reading, ReadingOrder } from '../support/reading';
import { Crowd } from './crowd';
import { type Audience, warmUp } from './runs';
import type { Way } from './ways';

/** What one client more costs its server. */
export interface Memory {
  /** Connected and acknowledged, and no more. */
  readonly idleBytes: number;
  readonly subscriberBytes: number;
}

export interface OpenAudience extends Audience {
  readonly way: Way;
  readonly memory: Memory;
  close(): Promise<void>;
}

/** So many of all come first: they fill what lay free in the server's heap, which else would seem to cost nothing. */
const firstShare = 0.2;

export async function openAudience(
  way: Way,
  options: { showId: string; size: number; nextEvent: () => number },
): Promise<OpenAudience> {
  const { showId, size, nextEvent } = options;
  const { child: server, ready } = await way.startServer();
  const crowd = await Crowd.gather({ size, port: ready.port, showId: encodeId('show', showId), speaks: way.speaks });
  const audience: Audience = { server, crowd, size, publish: way.publish, nextEvent };
  const firstComers = Math.round(size * firstShare);
  const memory = async () =>
    (await server.ask<Reading>({ read: 'memory' } satisfies ReadingOrder)).memoryBytes / (size - firstComers);
  await crowd.connect(firstComers);
  await crowd.subscribe();
  await warmUp(audience);
  const before = await memory();
  await crowd.connect(size - firstComers);
  const connected = await memory();
  await crowd.subscribe();
  const subscribed = await memory();
  await warmUp(audience);
  return {
    ...audience,
    way,
    memory: { idleBytes: connected - before, subscriberBytes: subscribed - before },
    async close() {
      // The clients first: they take a server that goes before them for a fault.
      await crowd.disperse();
      await server.end();
    },
  };
}
