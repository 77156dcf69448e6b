import { eventually } from './eventually';
import { graphql } from './graphql';
import type { Api } from './graphql-client';

const EVENTS = graphql(`query ($after: String, $first: Int) {
  organizerEvents(after: $after, first: $first) {
    isIncomplete
    pageInfo { hasNextPage endCursor }
    nodes { id type sequence cursor body show { id } }
  }
}`);

export interface EventBody {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly showId: string;
  readonly sequence: number;
  readonly cursor: string;
  readonly data: Record<string, unknown>;
}

export async function readEventsPage(api: Api, token: string, after: string | null = null, first = 100) {
  return (await api.ask(EVENTS, { after, first }, token)).organizerEvents;
}

/** A receiver that reads on from where it stands, page by page, until there is no more. */
export class LogReader {
  after: string | null = null;
  readonly bodies: EventBody[] = [];

  constructor(
    private readonly api: Api,
    private readonly token: string,
    private readonly first = 100,
  ) {}

  async readOn(): Promise<readonly EventBody[]> {
    for (;;) {
      const { nodes, pageInfo } = await readEventsPage(this.api, this.token, this.after, this.first);
      this.bodies.push(...nodes.map(({ body }) => JSON.parse(body)));
      this.after = pageInfo.endCursor ?? this.after;
      if (!pageInfo.hasNextPage) return this.bodies;
    }
  }

  /** Waits for so many events of a type, or of all. */
  async reads(count: number, type?: string): Promise<readonly EventBody[]> {
    const wanted = () => this.bodies.filter((event) => type === undefined || event.type === type);
    await eventually(async () => {
      await this.readOn();
      return wanted().length >= count || `${wanted().length} of ${count}: ${this.bodies.map((event) => event.type)}`;
    });
    return wanted();
  }
}
