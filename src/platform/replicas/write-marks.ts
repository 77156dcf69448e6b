import { join } from 'node:path';
import type { SqlExecutor } from '../database/database';
import { statement } from '../database/statement';
import type { Logger } from '../logger';
import { LuaScript } from '../redis/lua-script';
import type { RedisConnections } from '../redis/redis-connections';
import { REPLICA_BEHIND_MS_MAX } from './replica';

/** Behind every position: only the primary will do. */
export const UNKNOWN_POSITION = Number.MAX_SAFE_INTEGER;
/** A replica that is read has everything that is older than two seconds, so no mark matters for longer. */
const MARK_MS = 2 * REPLICA_BEHIND_MS_MAX + 1000;
/** What is remembered here beside Redis. The oldest go first. */
const MARKS_MAX = 50_000;
/** A Redis that answers more slowly is not asked for a second: the reads of callers go to the primary meanwhile. */
const REDIS_MS_MAX = 150;
const REDIS_REST_MS = 1000;

const raiseMark = new LuaScript(join(__dirname), 'raise-mark');

/** Behind every commit that this connection has seen, written to the disk or not. */
const readInserted = statement(
  'replica_read_inserted_position',
  `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint as position`,
);

/**
 * Up to where a replica must have replayed the log before somebody may read it: by subject, for the callers who have
 * written, and for what callers are told to read again. In Redis for all processes, and in the memory of this one.
 */
export class WriteMarks {
  private readonly own = new Map<string, { readonly position: number; readonly untilMs: number }>();
  private reading: Promise<number> | null = null;
  private nextReading: Promise<number> | null = null;
  private readonly gets = new Map<string, Promise<number>>();
  private restsUntilMs = 0;

  constructor(
    private readonly primary: SqlExecutor,
    private readonly redis: RedisConnections,
    private readonly logger: Logger,
  ) {}

  /** Notes that what the subject reads from now on must contain everything that is committed now. */
  async note(subject: string): Promise<void> {
    this.remember(subject, UNKNOWN_POSITION);
    const position = await this.position();
    this.remember(subject, position);
    await this.ask(() => raiseMark.call(this.redis.commands, [this.key(subject)], [position, MARK_MS])).catch((error) =>
      this.logger.debug({ err: error }, 'A mark of a write is known to this process alone'),
    );
  }

  /** The position that a read of this subject needs; null where Redis does not say what other processes noted. */
  async positionFor(subject: string): Promise<number | null> {
    const shared = await this.sharedPosition(subject).catch(() => null);
    return shared === null ? null : Math.max(this.ownPositionFor(subject), shared);
  }

  /** What this process noted; for who cannot have been told anything by another one. */
  ownPositionFor(subject: string): number {
    const own = this.own.get(subject);
    return own === undefined || own.untilMs < performance.now() ? 0 : own.position;
  }

  /** All that ask in the same turn of the event loop ask once, after it. */
  private sharedPosition(subject: string): Promise<number> {
    const asked = this.gets.get(subject);
    if (asked !== undefined) return asked;
    const get = Promise.resolve().then(() => {
      this.gets.delete(subject);
      return this.ask(async () => Number((await this.redis.commands.get(this.key(subject))) ?? 0));
    });
    this.gets.set(subject, get);
    return get;
  }

  private key(subject: string): string {
    return this.redis.key('written', subject);
  }

  private remember(subject: string, position: number): void {
    this.own.delete(subject);
    this.own.set(subject, { position, untilMs: performance.now() + MARK_MS });
    for (const [oldest, { untilMs }] of this.own) {
      if (this.own.size <= MARKS_MAX && untilMs >= performance.now()) break;
      this.own.delete(oldest);
    }
  }

  /** Read after this call began: those who ask while one statement runs share the next one. */
  private position(): Promise<number> {
    if (this.reading === null) {
      this.reading = this.read().finally(() => {
        this.reading = null;
      });
      return this.reading;
    }
    this.nextReading ??= this.reading.then(() => {
      this.nextReading = null;
      return this.position();
    });
    return this.nextReading;
  }

  private async read(): Promise<number> {
    const rows = await this.primary.run<{ position: number }>(readInserted).catch(() => []);
    return rows[0]?.position ?? UNKNOWN_POSITION;
  }

  private async ask<T>(command: () => Promise<T>): Promise<T> {
    if (performance.now() < this.restsUntilMs) throw new Error('Redis did not answer a moment ago');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.restsUntilMs = performance.now() + REDIS_REST_MS;
        reject(new Error('Redis does not answer in time'));
      }, REDIS_MS_MAX);
    });
    return Promise.race([command(), late]).finally(() => clearTimeout(timer));
  }
}
