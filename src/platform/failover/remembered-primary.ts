import { z } from 'zod';
import { type KnownPrimary, knownOf, type ServerState } from '../database/primary-server';
import { LuaScript } from '../redis/lua-script';
import type { RedisConnections } from '../redis/redis-connections';

const REDIS_MS_MAX = 500;

const believePrimary = new LuaScript(__dirname, 'believe-primary');

const remembered = z.object({ lineage: z.string(), timeline: z.number(), head: z.string().nullable() });

/**
 * What the processes of one service know of the newest primary, in Redis: so that one that starts does not believe a
 * former primary which the others have left. Without Redis each process knows what it has seen itself.
 */
export class RememberedPrimary {
  constructor(private readonly redis: RedisConnections) {}

  /** Null where nothing is known, or Redis does not answer. */
  async read(): Promise<KnownPrimary | null> {
    const text = await inTime(this.redis.commands.get(this.key)).catch(() => null);
    return parse(text);
  }

  /** Remembers the server, unless a newer one is remembered. What is remembered now; null without Redis. */
  async offer(state: ServerState): Promise<KnownPrimary | null> {
    const args = [state.lineage, state.timeline, ...state.tokens.map(({ token }) => token)];
    const asked = believePrimary.call(this.redis.commands, [this.key], [JSON.stringify(knownOf(state)), ...args]);
    return parse(await inTime(asked).catch(() => null));
  }

  private get key(): string {
    return this.redis.key('database', 'primary');
  }
}

function parse(reply: unknown): KnownPrimary | null {
  if (typeof reply !== 'string' && !Buffer.isBuffer(reply)) return null;
  try {
    return remembered.parse(JSON.parse(reply.toString()));
  } catch {
    return null;
  }
}

/** A Redis that hangs must not keep the watch from PostgreSQL. */
function inTime<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Redis does not answer in time')), REDIS_MS_MAX);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
