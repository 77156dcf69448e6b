import type { Client } from 'pg';
import type { Counter } from 'prom-client';
import type { ServerAddress } from '../config/server-addresses';
import {
  judge,
  type KnownPrimary,
  knownOf,
  noteTimeline,
  readServerState,
  type ServerState,
  type Verdict,
} from '../database/primary-server';
import {
  closeConnection,
  type FoundServer,
  newestOf,
  openConnection,
  type PrimaryServers,
} from '../database/primary-servers';
import type { Stop } from '../lifecycle';
import type { Logger } from '../logger';
import type { Metrics } from '../metrics';
import type { RedisConnections } from '../redis/redis-connections';
import { runPeriodically } from '../run-periodically';
import { RememberedPrimary } from './remembered-primary';

const CHECK_EVERY_MS = 1000;
/** After this time without an answer, those who wait for the primary are no longer left waiting. */
const SILENCE_MS_MAX = 8000;

interface WatchOptions {
  readonly servers: PrimaryServers;
  readonly redis: RedisConnections;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * Keeps the pool on the primary. Once a second it asks the server that is believed to be the primary, on a connection of
 * its own. If that is silent, or not the primary any more, it looks at all servers of the address by new connections, also
 * where there is only one: a proxy or a name may lead to another server by now.
 *
 * A promotion begins a new timeline. The first process that sees it writes a token for it into the database, and
 * remembers it in Redis. From then on a server without that token is a former primary, whatever it says of itself.
 */
export class PrimaryWatch {
  private readonly remembered: RememberedPrimary;
  private readonly changes: Counter;
  private connection: { readonly address: ServerAddress; readonly client: Client } | null = null;
  private answeredMs = performance.now();
  private complaint: string | null = null;

  constructor(private readonly options: WatchOptions) {
    const { servers, redis, metrics } = options;
    this.remembered = new RememberedPrimary(redis);
    this.changes = metrics.counter('frontrow_primary_changes_total', 'Times that this process went to another primary');
    const refused = metrics.counter(
      'frontrow_primary_refused_total',
      'Servers that were found and not used, because they were not the primary',
      ['verdict'],
    );
    servers.onRefused = (verdict) => refused.inc({ verdict });
    metrics.gauge(
      'frontrow_primary_timeline',
      'The timeline of PostgreSQL that is written to',
      () => servers.known?.timeline ?? 0,
      'max',
    );
  }

  async check(): Promise<void> {
    const { servers } = this.options;
    const remembered = await this.remembered.read();
    this.learn(remembered);
    const believed = await this.askBelieved();
    if (believed !== null && this.judge(believed.state, remembered) === 'primary')
      return this.settle(believed.address, believed.state, remembered);
    const found = (await servers.look()).map((server) => ({
      ...server,
      verdict: this.judge(server.state, remembered),
    }));
    const primary = newestOf(found);
    if (primary === null) return this.withoutPrimary(found);
    const { client } = await this.connectTo(primary.address);
    const state = await readServerState(client);
    if (this.judge(state, remembered) === 'primary') await this.settle(primary.address, state, remembered);
  }

  start(): Stop {
    const stop = runPeriodically({
      everyMs: CHECK_EVERY_MS,
      work: () => this.check().catch(() => undefined),
      logger: this.options.logger,
      complaint: 'The watch of the primary failed',
    });
    return async () => {
      await stop();
      this.disconnect();
    };
  }

  /** What other processes have seen of this database. They have left a primary before this one perhaps. */
  private learn(remembered: KnownPrimary | null): void {
    const { servers } = this.options;
    const { known } = servers;
    if (remembered === null || known === null || remembered.lineage !== known.lineage) return;
    if (remembered.timeline < known.timeline || remembered.head === known.head) return;
    servers.known = remembered;
    // By the timeline alone: those to the new primary may have been made before its token was written.
    servers.cut(({ timeline }) => timeline < remembered.timeline);
  }

  /** Before this process knows a database itself, what is remembered of the same one counts. */
  private judge(state: ServerState, remembered: KnownPrimary | null): Verdict {
    const { servers } = this.options;
    if (remembered?.lineage === state.lineage) servers.known ??= remembered;
    return judge(state, servers.known);
  }

  private async settle(address: ServerAddress, found: ServerState, remembered: KnownPrimary | null): Promise<void> {
    const { servers, logger } = this.options;
    if (this.connection === null) return;
    const before = servers.known;
    const state = await noteTimeline(this.connection.client, found);
    const known = knownOf(state);
    if (before === null && remembered !== null && remembered.lineage !== known.lineage)
      logger.warn('This is another database than the one that the service had before');
    if (!isSame(known, remembered)) {
      const kept = await this.remembered.offer(state);
      // Another process was faster, with another server that was promoted.
      if (kept !== null && kept.lineage === known.lineage && !isSame(kept, known)) return this.refuse(kept);
    }
    servers.believe(address, known);
    this.answeredMs = performance.now();
    this.complain(null);
    if (before === null || before.timeline === known.timeline) return;
    this.changes.inc();
    logger.warn({ server: hostOf(address), timeline: known.timeline }, 'Another server is the primary');
  }

  private refuse(newer: KnownPrimary): void {
    const { servers } = this.options;
    servers.known = newer;
    servers.cut((state) => judge(state, newer) !== 'primary');
    this.disconnect();
  }

  private withoutPrimary(found: readonly FoundServer[]): void {
    const { servers } = this.options;
    const { known } = servers;
    for (const { verdict } of found) servers.onRefused(verdict);
    // What this process still has open to a former primary.
    servers.cut((state) => judge(state, known) !== 'primary');
    if (performance.now() - this.answeredMs > SILENCE_MS_MAX) servers.cut(() => true);
    const said = found.map(({ address, verdict }) => `${hostOf(address)} is ${verdict}`);
    this.complain(said.length === 0 ? 'no server answers' : said.join(', '));
  }

  /** Once for each reason. */
  private complain(reason: string | null): void {
    if (reason === this.complaint) return;
    const { logger } = this.options;
    this.complaint = reason;
    if (reason === null) logger.info('The database accepts writes');
    else if (/stale|foreign/.test(reason)) {
      logger.error({ reason }, 'A server is refused that is not the primary any more: its data are of the past');
    } else logger.warn({ reason }, 'There is no primary now; writes are refused');
  }

  /** Null where it does not answer in time. */
  private async askBelieved(): Promise<Pick<FoundServer, 'address' | 'state'> | null> {
    try {
      const address = this.connection?.address ?? (await this.options.servers.address());
      const { client } = this.connection ?? (await this.connectTo(address));
      return { address, state: await readServerState(client) };
    } catch {
      this.disconnect();
      return null;
    }
  }

  private async connectTo(address: ServerAddress): Promise<{ readonly client: Client }> {
    this.disconnect();
    const connection = { address, client: await openConnection(address) };
    this.connection = connection;
    return connection;
  }

  private disconnect(): void {
    if (this.connection !== null) closeConnection(this.connection.client);
    this.connection = null;
  }
}

const hostOf = ({ host, port }: ServerAddress): string => `${host}:${port}`;

const isSame = (known: KnownPrimary, other: KnownPrimary | null): boolean =>
  other !== null && known.lineage === other.lineage && known.timeline === other.timeline && known.head === other.head;
