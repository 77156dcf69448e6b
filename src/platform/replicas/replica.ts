import type { Pool } from 'pg';
import { makePool } from '../database/data-source';
import type { SqlExecutor } from '../database/database';
import { isStatementTimeout, isUnreachable } from '../database/postgres-errors';
import type { KnownPrimary } from '../database/primary-server';
import { runOnPool } from '../database/run-on';
import { type Statement, statement } from '../database/statement';
import type { Logger } from '../logger';

/** Reads from a replica are never older. */
export const REPLICA_BEHIND_MS_MAX = 2000;
/** A server that answers more slowly counts as silent. */
export const PROBE_MS_MAX = 1500;

const readReplayed = statement(
  'replica_read_replayed_position',
  `select case when pg_is_in_recovery() then pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint end as position,
          $1::uuid is null or (exists (select from database_timeline where token = $1::uuid)
             and (select timeline_id <= $2 from pg_control_checkpoint())
             and coalesce((select received_tli <= $2 from pg_stat_wal_receiver), true)) as "followsPrimary"`,
);

interface ReplicaState {
  /** Null for a server that is no replica. */
  readonly position: number | null;
  readonly followsPrimary: boolean;
}

/** Where the primary's log stood at an instant of `performance.now`, or later. */
export interface WrittenPosition {
  readonly atMs: number;
  readonly position: number;
}

export interface ReplicaOptions {
  readonly url: string;
  readonly poolMax: number;
  readonly namesStatements: boolean;
  readonly primary: SqlExecutor;
  readonly logger: Logger;
  /** The newest primary: a replica that follows another server lacks its token, or is on a later timeline. */
  readonly known: () => KnownPrimary | null;
  /** A read that failed here goes to the primary. */
  readonly onRepeat: () => void;
}

/**
 * One replica: what is known of it, and its connections. A read that fails here is repeated on the primary, once. One
 * that still runs when the replica stops answering is not waited for.
 *
 * Its position is asked on a connection of its own: a replica whose connections are all busy is not late.
 */
export class Replica implements SqlExecutor {
  /** For logs: the address without user and password. */
  readonly name: string;
  private readonly pool: Pool;
  private readonly probes: Pool;
  /** Of reads that run here. */
  private readonly running = new Set<(error: Error) => void>();
  private probing: Promise<void> | null = null;
  /** It has everything that was committed before this instant. */
  private currentMs = Number.NEGATIVE_INFINITY;
  private replayed = Number.NEGATIVE_INFINITY;
  private wasUsable = false;

  constructor(private readonly options: ReplicaOptions) {
    const { url, poolMax, namesStatements } = options;
    this.name = new URL(url).host;
    this.pool = makePool({ url, poolMax, namesStatements });
    this.probes = makePool(
      { url, poolMax: 1, namesStatements },
      { connectionTimeoutMillis: PROBE_MS_MAX, query_timeout: PROBE_MS_MAX },
    );
  }

  get behindMs(): number {
    return performance.now() - this.currentMs;
  }

  get isUsable(): boolean {
    return this.behindMs <= REPLICA_BEHIND_MS_MAX;
  }

  hasReplayed(position: number): boolean {
    return this.replayed >= position;
  }

  async run<Row extends object>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    const { primary, onRepeat } = this.options;
    try {
      return await this.runHere<Row>(statement, values);
    } catch (error) {
      // What takes too long here would take too long there, and others wait there.
      if (isStatementTimeout(error)) throw error;
      if (isUnreachable(error)) this.leaveOut(error);
      onRepeat();
      return primary.run<Row>(statement, values);
    }
  }

  private runHere<Row extends object>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      this.running.add(reject);
      runOnPool<Row>(this.pool, statement, values)
        .then(resolve, reject)
        .finally(() => this.running.delete(reject));
    });
  }

  /** Asks how far it is, unless it is being asked. `written` is read when it has answered. */
  probe(written: () => readonly WrittenPosition[]): Promise<void> {
    this.probing ??= this.ask(written).finally(() => {
      this.probing = null;
    });
    return this.probing;
  }

  private async ask(written: () => readonly WrittenPosition[]): Promise<void> {
    let state: ReplicaState | undefined;
    try {
      const primary = this.options.known();
      [state] = await runOnPool<ReplicaState>(this.probes, readReplayed, [
        ...[primary?.head ?? null, primary?.timeline ?? null],
      ]);
    } catch (error) {
      return this.leaveOut(error);
    }
    const { position = null, followsPrimary = false } = state ?? {};
    if (position === null) return this.leaveOut(new Error('It is not a replica, or not any more'));
    // Positions of another history say nothing: they may be higher than those of the primary.
    if (!followsPrimary) return this.leaveOut(new Error('It does not follow the primary'));
    this.replayed = position;
    const passed = written().findLast((then) => then.position <= this.replayed);
    if (passed !== undefined) this.currentMs = Math.max(this.currentMs, passed.atMs);
    this.report(`It is more than ${REPLICA_BEHIND_MS_MAX} ms behind`);
  }

  /** Until it has answered again. */
  private leaveOut(reason: unknown): void {
    this.currentMs = Number.NEGATIVE_INFINITY;
    this.replayed = Number.NEGATIVE_INFINITY;
    this.report(reason);
    const error = new Error(`Connection terminated: the replica ${this.name} is left out`);
    for (const fail of this.running) fail(error);
  }

  private report(reason: unknown): void {
    const { isUsable, name } = this;
    if (isUsable === this.wasUsable) return;
    this.wasUsable = isUsable;
    const { logger } = this.options;
    if (isUsable) logger.info({ replica: name }, 'A replica is read from now on');
    else logger.warn({ replica: name, err: reason }, 'A replica is not read until it has caught up');
  }

  async close(): Promise<void> {
    await this.probing;
    await Promise.all([this.pool.end(), this.probes.end()]);
  }
}
