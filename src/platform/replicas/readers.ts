import type { SqlExecutor } from '../database/database';
import type { PrimaryServers } from '../database/primary-servers';
import type { Stop } from '../lifecycle';
import type { Logger } from '../logger';
import type { Metrics } from '../metrics';
import type { RedisConnections } from '../redis/redis-connections';
import { ReplicaSet } from './replica-set';
import { UNKNOWN_POSITION, WriteMarks } from './write-marks';

/** What a choice depends on: the context of an operation has it. */
export interface ReadingOperation {
  readonly caller: { readonly id: string } | null;
  /** Missing kinds and mutations read from the primary: what they show was written just now. */
  readonly budget: { readonly admitted: { readonly kind: string } | null };
  once<T>(key: object, make: () => T): T;
}

/** The reads of one operation. All of them are answered by the same server, unless it fails. */
export interface Reader extends SqlExecutor {
  /** What answers them: the primary, or a replica. */
  executor(): Promise<SqlExecutor>;
}

export interface ReadersOptions {
  readonly primary: SqlExecutor;
  /** Where the primary is. */
  readonly servers: PrimaryServers;
  readonly replicaUrls: readonly string[];
  readonly poolMax: number;
  readonly namesStatements?: boolean;
  readonly redis: RedisConnections;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The subject of the marks for what callers are told to read again, such as a show that was changed. */
const ANNOUNCED = 'announced';

/**
 * Decides where an operation reads what may be some moments old: programme, search and history. From a replica that is
 * known to be less than two seconds behind and has what the caller has written and was told; else from the primary. Seats,
 * holds and money are never read here.
 */
export class Readers {
  private readonly replicas: ReplicaSet | null;
  private readonly marks: WriteMarks | null;
  private readonly count: (by: 'replica' | 'primary', reason: string) => void = () => undefined;

  constructor(private readonly options: ReadersOptions) {
    const { replicaUrls, servers, poolMax, namesStatements = true, primary, redis, logger, metrics } = options;
    if (replicaUrls.length === 0) {
      this.replicas = null;
      this.marks = null;
      return;
    }
    const reads = metrics.counter(
      'frontrow_reads_total',
      'Operations that may read from a replica, by the server and why it was this one; replica_failed: repeated reads',
      ['by', 'reason'],
    );
    this.count = (by, reason) => reads.inc({ by, reason });
    const onRepeat = () => this.count('primary', 'replica_failed');
    const replicas = new ReplicaSet({
      servers,
      urls: replicaUrls,
      poolMax,
      namesStatements,
      primary,
      logger,
      onRepeat,
    });
    metrics.gauge('frontrow_replicas_left_out', 'Replicas that are late or away', () => replicas.leftOutCount);
    metrics.gauge(
      'frontrow_replica_behind_seconds',
      'How old a read from a replica may be now',
      () => replicas.behindMs / 1000,
      'max',
    );
    this.replicas = replicas;
    this.marks = new WriteMarks(primary, redis, logger);
  }

  /** Where this operation reads. Without replicas it costs nothing. */
  of(operation: ReadingOperation): SqlExecutor | Reader {
    if (this.replicas === null) return this.options.primary;
    return operation.once(this, () => {
      let chosen: Promise<SqlExecutor> | null = null;
      const executor = () => {
        chosen ??= this.choose(operation);
        return chosen;
      };
      return { executor, run: async (statement, values) => (await executor()).run(statement, values) } satisfies Reader;
    });
  }

  /** How old what the operation reads may be, in milliseconds; 0 where the primary answers. */
  async behindMs(operation: ReadingOperation): Promise<number> {
    if (this.replicas === null) return 0;
    const executor = await executorOf(this.of(operation));
    return executor === this.options.primary ? 0 : this.replicas.behindMs;
  }

  /**
   * The caller may have written. To be awaited before they are answered: what they read from now on, in whichever process,
   * comes from the primary until a replica has it.
   */
  async wrote(caller: { readonly id: string } | null): Promise<void> {
    if (caller !== null) await this.marks?.note(caller.id);
  }

  /** Clients are about to be told to read something again: to be awaited before they are. */
  async announce(): Promise<void> {
    await this.marks?.note(ANNOUNCED);
  }

  start(): Stop {
    return this.replicas?.start() ?? (async () => undefined);
  }

  private async choose({ caller, budget }: ReadingOperation): Promise<SqlExecutor> {
    const { primary } = this.options;
    if (this.replicas === null || budget.admitted?.kind !== 'query') return primary;
    if (this.replicas.pick(0) === null) {
      this.count('primary', 'none_usable');
      return primary;
    }
    const replica = this.replicas.pick(await this.positionFor(caller));
    if (replica === null) this.count('primary', 'not_replayed');
    else this.count('replica', 'current');
    return replica ?? primary;
  }

  /**
   * While Redis says nothing, whoever is known may have written in another process, and reads from the primary. Whoever is
   * not cannot have written, and nobody is told anything without Redis.
   */
  private async positionFor(caller: { readonly id: string } | null): Promise<number> {
    const { marks } = this;
    if (marks === null) return 0;
    const [announced, written] = await Promise.all([
      marks.positionFor(ANNOUNCED),
      caller === null ? 0 : marks.positionFor(caller.id),
    ]);
    return Math.max(announced ?? marks.ownPositionFor(ANNOUNCED), written ?? UNKNOWN_POSITION);
  }
}

/** What answers the reads, the same object for operations that the same server answers. */
export const executorOf = async (reader: SqlExecutor | Reader): Promise<SqlExecutor> =>
  'executor' in reader ? reader.executor() : reader;
