import { Client, type Pool, type PoolClient } from 'pg';
import { type ServerAddress, serversOf } from '../config/server-addresses';
import { judge, type KnownPrimary, readServerState, type ServerState, type Verdict } from './primary-server';

/** A server that answers more slowly is not found. */
export const LOOK_MS_MAX = 1500;

export interface FoundServer {
  readonly address: ServerAddress;
  readonly state: ServerState;
  readonly verdict: Verdict;
}

/** PostgreSQL's own code for a server that cannot be used now, so that clients receive the same answer. */
const refusal = (message: string): Error => Object.assign(new Error(message), { code: '57P03' });
/** And for a write on a standby. */
const readOnly = (): Error => Object.assign(new Error('The database server accepts reads only'), { code: '25006' });

/**
 * The servers of `DATABASE_URL`, and which of them is believed to be the primary. Connections are made to that one, and
 * are kept only while it is. `PrimaryWatch` says when another one is.
 */
export class PrimaryServers {
  readonly addresses: readonly ServerAddress[];
  /** The newest primary that this process knows of. Never forgotten, and never replaced by an older one. */
  known: KnownPrimary | null = null;
  private believed: ServerAddress | null = null;
  private looking: Promise<ServerAddress> | null = null;
  private readonly clients = new Map<PoolClient, ServerState>();
  /** Called with the verdict on a connection that is not kept. */
  onRefused: (verdict: Verdict) => void = () => undefined;

  constructor(url: string) {
    const addresses = serversOf(url);
    if (addresses === null) throw new Error('DATABASE_URL is not an address of PostgreSQL');
    this.addresses = addresses;
  }

  get hasSeveral(): boolean {
    return this.addresses.length > 1;
  }

  /** The address of one of them, for what is common to all. */
  get anyUrl(): string {
    return this.addresses[0]?.url ?? '';
  }

  /** Where a new connection goes. Rejects where no server is the primary. */
  async address(): Promise<ServerAddress> {
    const [first] = this.addresses;
    if (!this.hasSeveral && first !== undefined) return first;
    if (this.believed !== null) return this.believed;
    this.looking ??= this.look()
      .then((found) => {
        const primary = newestOf(found);
        if (primary === null) throw refusal('None of the servers of DATABASE_URL is the primary');
        this.believed = primary.address;
        return primary.address;
      })
      .finally(() => {
        this.looking = null;
      });
    return this.looking;
  }

  /** No connection could be made: the next one looks at all servers again. */
  doubt(address: ServerAddress): void {
    if (this.believed === address) this.believed = null;
  }

  /** Asks all servers at once, by connections of its own. Those that do not answer are missing. */
  async look(): Promise<FoundServer[]> {
    const found = await Promise.all(
      this.addresses.map(async (address) => {
        const state = await withConnection(address, readServerState).catch(() => null);
        return state === null ? [] : [{ address, state, verdict: judge(state, this.known) }];
      }),
    );
    return found.flat();
  }

  /** This server is the primary: connections to any other are cut, with the statements that wait on them. */
  believe(address: ServerAddress, known: KnownPrimary): void {
    this.believed = address;
    this.known = known;
    this.cut(({ timeline }) => timeline !== known.timeline);
  }

  /** Cuts the connections to servers of which the condition is true. Who waits on one receives an error at once. */
  cut(isWrong: (state: ServerState) => boolean): void {
    for (const [client, state] of this.clients) {
      // The types of the driver leave its connection out.
      if (isWrong(state)) (client as PoolClient & { connection: Client['connection'] }).connection.stream.destroy();
    }
  }

  /** From now on every new connection of the pool must lead to the primary, and to no older one than any other does. */
  guard(pool: Pool): void {
    const verify = (client: PoolClient, done: (error?: Error) => void) =>
      readServerState(client).then((state) => {
        const verdict = this.isOlder(state) ? 'stale' : judge(state, this.known);
        if (verdict === 'primary') {
          this.clients.set(client, state);
          // What is written on one would be missing on the other, also before anybody has looked at all servers.
          this.cut(({ timeline }) => timeline < state.timeline);
          return done();
        }
        this.onRefused(verdict);
        return done(verdict === 'standby' ? readOnly() : refusal(`The server is not the primary: ${verdict}`));
      }, done);
    // The option of `pg` that checks each new connection; its types leave out the pool's options.
    Object.assign((pool as Pool & { options: object }).options, { verify });
    pool.on('remove', (client) => this.clients.delete(client));
    takeBackLate(pool);
  }

  private isOlder({ timeline }: ServerState): boolean {
    for (const other of this.clients.values()) if (other.timeline > timeline) return true;
    return false;
  }
}

type Connected = (error: Error | undefined, client: PoolClient | undefined, release: (error?: Error) => void) => void;

/**
 * A pool whose wait for a connection has ended may get it all the same, since `verify` was asking the server: it then calls its
 * caller a second time. A promise would ignore that, and the connection would be nobody's; `pool.query` would run what its
 * caller believes to have failed. So it goes back.
 */
function takeBackLate(pool: Pool): void {
  const connect = pool.connect.bind(pool) as (connected: Connected) => void;
  const connectOnce = (connected: Connected) => {
    let isAnswered = false;
    connect((error, client, release) => {
      if (isAnswered) return release();
      isAnswered = true;
      return connected(error, client, release);
    });
  };
  const connectOrCall = (connected?: Connected) => {
    if (connected !== undefined) return connectOnce(connected);
    return new Promise((resolve, reject) => {
      connectOnce((error, client) => (error ? reject(error) : resolve(client)));
    });
  };
  Object.assign(pool, { connect: connectOrCall });
}

/** The one that was promoted last. */
export function newestOf(found: readonly FoundServer[]): FoundServer | null {
  const primaries = found.filter(({ verdict }) => verdict === 'primary');
  primaries.sort((a, b) => b.state.timeline - a.state.timeline || b.state.tokens.length - a.state.tokens.length);
  return primaries[0] ?? null;
}

export async function openConnection({ url }: ServerAddress): Promise<Client> {
  const client = new Client({
    ...{ connectionString: url, application_name: 'frontrow watch' },
    ...{ connectionTimeoutMillis: LOOK_MS_MAX, query_timeout: LOOK_MS_MAX },
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    closeConnection(client);
    throw error;
  }
}

/** Without waiting: a server that hangs never says goodbye. */
export function closeConnection(client: Client): void {
  void client.end().catch(() => undefined);
  client.connection.stream.destroy();
}

async function withConnection<T>(address: ServerAddress, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await openConnection(address);
  try {
    return await work(client);
  } finally {
    closeConnection(client);
  }
}
