import type { Pool } from 'pg';
import { makePool } from '../database/data-source';
import type { SqlExecutor } from '../database/database';
import type { PrimaryServers } from '../database/primary-servers';
import { runOnPool } from '../database/run-on';
import { statement } from '../database/statement';
import type { Stop } from '../lifecycle';
import type { Logger } from '../logger';
import { PROBE_MS_MAX, REPLICA_BEHIND_MS_MAX, Replica, type WrittenPosition } from './replica';

const PROBE_EVERY_MS = 500;

/**
 * What is written, not what is inserted into the log's buffers: at the boundary of a page or a file the latter is a little
 * ahead of anything that a replica reports, for as long as nobody writes.
 */
const readWritten = statement(
  'replica_read_written_position',
  `select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint as position`,
);

export interface ReplicaSetOptions {
  readonly servers: PrimaryServers;
  readonly urls: readonly string[];
  readonly poolMax: number;
  readonly namesStatements: boolean;
  readonly primary: SqlExecutor;
  readonly logger: Logger;
  /** A read that failed on a replica goes to the primary. */
  readonly onRepeat: () => void;
}

/**
 * Knows how far behind each replica is. The primary's position in its log is read twice a second; a replica that has
 * replayed up to it has everything that was committed before. Nothing is written for it, and no clock is compared: the
 * time of the last replayed transaction, which is often used, says nothing while nobody writes or nothing arrives.
 */
export class ReplicaSet {
  readonly replicas: readonly Replica[];
  private readonly probes: Pool;
  private readonly written: WrittenPosition[] = [];
  private probing: Promise<void> | null = null;

  constructor({ servers, urls, ...options }: ReplicaSetOptions) {
    const known = () => servers.known;
    this.replicas = urls.map((url) => new Replica({ ...options, url, known }));
    // Where all connections of the pool are busy, the replicas are needed most: they must not count as late then.
    this.probes = makePool(
      { url: servers.anyUrl, servers, poolMax: 1, namesStatements: options.namesStatements },
      { connectionTimeoutMillis: PROBE_MS_MAX, query_timeout: PROBE_MS_MAX },
    );
    servers.guard(this.probes);
  }

  /** Any replica that may be read now and has replayed the position; null where there is none. */
  pick(position: number): Replica | null {
    const able = this.replicas.filter((replica) => replica.isUsable && replica.hasReplayed(position));
    return able[Math.floor(Math.random() * able.length)] ?? null;
  }

  /** How old a read may be now, whichever server answers it. */
  get behindMs(): number {
    const usable = this.replicas.filter(({ isUsable }) => isUsable);
    return Math.max(0, ...usable.map(({ behindMs }) => Math.ceil(behindMs)));
  }

  get leftOutCount(): number {
    return this.replicas.filter(({ isUsable }) => !isUsable).length;
  }

  start(): Stop {
    // The servers are asked side by side: one that is silent does not make the others look late.
    const probe = () => {
      this.probing ??= this.readWritten().finally(() => {
        this.probing = null;
      });
      for (const replica of this.replicas) void replica.probe(() => this.written);
    };
    probe();
    const timer = setInterval(probe, PROBE_EVERY_MS);
    return async () => {
      clearInterval(timer);
      await this.probing;
      await Promise.all(this.replicas.map((replica) => replica.close()));
      await this.probes.end();
    };
  }

  /** Without an answer nothing is known of the time since, and the replicas become too old by themselves. */
  private async readWritten(): Promise<void> {
    const atMs = performance.now();
    const rows = await runOnPool<WrittenPosition>(this.probes, readWritten, []).catch(() => []);
    for (const { position } of rows) this.written.push({ atMs, position });
    while ((this.written[0]?.atMs ?? atMs) < atMs - 2 * REPLICA_BEHIND_MS_MAX) this.written.shift();
  }
}
