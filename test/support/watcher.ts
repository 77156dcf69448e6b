import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { graphql } from './graphql';
import { HttpClient } from './graphql-client';

const AVAILABILITY = graphql('query ($id: ID!) { show(id: $id) { availability { revision statuses versions } } }');

interface SeatChangeMessage {
  readonly revision: string;
  readonly resyncRequired: boolean;
  readonly changes: readonly { readonly index: number; readonly status: string; readonly version: number }[];
}

/**
 * Somebody who looks at the map of a show, as `docs/protocol.md` tells a client to: reads it once, applies what is
 * told, resumes after a break, and reads again only when told to.
 */
export class Watcher {
  readonly statuses: string[] = [];
  readonly versions: number[] = [];
  /** How often the map was read whole. */
  reads = 0;
  /** Changes that were applied. */
  applied = 0;
  errors: unknown[] = [];
  private revision: string | null = null;
  private client: Client | null = null;
  /** While it is connected. */
  private socket: WebSocket | null = null;
  private readonly http = new HttpClient(() => this.url());
  private ended = false;
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly showId: string,
    private readonly url: () => string,
  ) {}

  async start(): Promise<void> {
    await this.read();
    this.connect();
  }

  /** Cuts the connection without a word, and comes back. */
  interrupt(): void {
    this.socket?.terminate();
    this.socket = null;
  }

  async stop(): Promise<void> {
    this.ended = true;
    await this.client?.dispose();
    await this.reading.catch(() => undefined);
    this.http.close();
  }

  private async read(): Promise<void> {
    for (;;) {
      try {
        const { body } = await this.http.graphql(AVAILABILITY, { id: this.showId });
        if (!body.data?.show) throw new Error(JSON.stringify(body));
        const { revision, statuses, versions } = body.data.show.availability;
        this.reads += 1;
        versions.forEach((version, index) => {
          if (version < (this.versions[index] ?? -1)) return;
          this.versions[index] = version;
          this.statuses[index] = statuses[index] ?? '';
        });
        this.revision = revision;
        return;
      } catch (error) {
        // The server may be gone for a moment; another one answers at the same address, or at the next.
        if (this.ended) return;
        this.errors.push(error);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  private connect(): void {
    if (this.ended) return;
    const client = createClient({
      url: `${this.url().replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      on: {
        connected: (socket) => {
          if (socket instanceof WebSocket) this.socket = socket;
        },
        closed: () => {
          this.socket = null;
        },
      },
    });
    this.client = client;
    const again = () => {
      if (this.client !== client || this.ended) return;
      void client.dispose();
      setTimeout(() => this.connect(), 20);
    };
    client.subscribe<{ seatStatusChanged: SeatChangeMessage }>(
      {
        query:
          'subscription ($id: ID!, $after: String) { seatStatusChanged(showId: $id, after: $after) { revision resyncRequired changes { index status version } } }',
        variables: { id: this.showId, after: this.revision },
      },
      {
        next: ({ data, errors }) => {
          if (errors) this.errors.push(...errors);
          if (data) this.receive(data.seatStatusChanged);
        },
        error: again,
        complete: again,
      },
    );
  }

  private receive({ revision, resyncRequired, changes }: SeatChangeMessage): void {
    this.revision = revision;
    if (resyncRequired) this.reading = this.reading.then(() => this.read());
    for (const { index, status, version } of changes) {
      if (version <= (this.versions[index] ?? -1)) continue;
      this.applied += 1;
      this.versions[index] = version;
      this.statuses[index] = status[0] ?? '';
    }
  }
}
