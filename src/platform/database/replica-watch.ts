import type { Pool } from 'pg';
import type { Stop } from '../lifecycle';
import type { Logger } from '../logger';
import { runPeriodically } from '../run-periodically';
import { statement } from './statement';

/** Reads from a replica are never older. */
export const REPLICA_BEHIND_MS_MAX = 2000;
const CHECK_EVERY_MS = 500;
/** A replica that answers more slowly is not asked. */
const ANSWER_MS_MAX = 1500;

const readWritten = statement(
  'database_read_written_position',
  `select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint as position`,
);
const readReplayed = statement(
  'database_read_replayed_position',
  `select case when pg_is_in_recovery() then pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint end as position`,
);

/** Where the primary's log stood at an instant of `performance.now`, or later. */
interface Written {
  readonly atMs: number;
  readonly position: number;
}

/**
 * Knows how far behind each replica is. The primary's position in its log is read twice a second; a replica that has
 * replayed up to it has everything that was committed before. Nothing is written for it, and no clock is compared: the
 * time of the last replayed transaction, which is often used, says nothing while nobody writes or nothing arrives.
 */
export class ReplicaWatch {
  private readonly written: Written[] = [];
  private readonly currentMs = new Map<Pool, number>();

  constructor(
    private readonly primary: Pool,
    private readonly replicas: readonly Pool[],
  ) {}

  /** The replicas that may be read now. */
  usable(): Pool[] {
    return this.replicas.filter((replica) => this.behindMs(replica) <= REPLICA_BEHIND_MS_MAX);
  }

  /** How old a read may be now, whichever server answers it. */
  behindMsMax(): number {
    return Math.max(0, ...this.usable().map((replica) => Math.ceil(this.behindMs(replica))));
  }

  /** A replica that failed is left out until it has answered again. */
  leaveOut(replica: Pool): void {
    this.currentMs.delete(replica);
  }

  async check(): Promise<void> {
    const atMs = performance.now();
    const position = await positionOf(this.primary, readWritten);
    if (position === null) return;
    this.written.push({ atMs, position });
    while ((this.written[0]?.atMs ?? atMs) < atMs - 2 * REPLICA_BEHIND_MS_MAX) this.written.shift();
    await Promise.all(this.replicas.map((replica) => this.checkReplica(replica)));
  }

  start(logger: Logger): Stop {
    if (this.replicas.length === 0) return async () => undefined;
    return runPeriodically({
      everyMs: CHECK_EVERY_MS,
      work: () => this.check(),
      logger,
      complaint: 'The replicas could not be checked',
    });
  }

  private async checkReplica(replica: Pool): Promise<void> {
    const replayed = await positionOf(replica, readReplayed);
    if (replayed === null) return this.leaveOut(replica);
    const seen = this.written.findLast(({ position }) => position <= replayed);
    if (seen !== undefined) this.currentMs.set(replica, seen.atMs);
  }

  private behindMs(replica: Pool): number {
    return performance.now() - (this.currentMs.get(replica) ?? Number.NEGATIVE_INFINITY);
  }
}

/** Null where the server does not answer in time, or is no replica. */
async function positionOf(pool: Pool, { name, text }: typeof readWritten): Promise<number | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ANSWER_MS_MAX);
  });
  const asked = pool.query<{ position: number | null }>({ name, text }).then(
    ({ rows: [row] }) => row?.position ?? null,
    () => null,
  );
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
