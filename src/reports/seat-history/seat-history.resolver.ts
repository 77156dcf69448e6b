import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Catalog } from '../../catalog';
import { decodeSeatId, encodeHoldId } from '../../inventory';
import { encodeOrderId } from '../../orders';
import {
  badUserInput,
  type Connection,
  connect,
  decodeCursor,
  encodeCursor,
  pageOf,
  type Readers,
  type RequestContext,
  Work,
} from '../../platform';
import { SeatHistoryArgs, SeatHistoryConnection, type SeatHistoryEntry } from './seat-history.graphql';
import { readSeatHistory } from './seat-history.sql';

const ENTRIES_FIRST_MAX = 100;

@Resolver()
export class SeatHistoryResolver {
  constructor(
    private readonly readers: Readers,
    private readonly catalog: Pick<Catalog, 'requireShowOrganizer'>,
  ) {}

  @Work({ statements: 1, records: 1000 })
  @Query(() => SeatHistoryConnection, {
    description: `What has happened to a seat since the service keeps its history, oldest first; at most ${ENTRIES_FIRST_MAX} per page. The last \`endCursor\` goes on with what happens later. For members who may see the figures of the show.`,
  })
  async seatHistory(
    @Arg('seatId', () => ID) seatId: string,
    @Args(() => SeatHistoryArgs) args: InstanceType<typeof SeatHistoryArgs>,
    @Ctx() request: RequestContext,
  ): Promise<Connection<SeatHistoryEntry>> {
    const seat = decodeSeatId(seatId);
    const { showId } = await this.catalog.requireShowOrganizer(request, seat?.showId ?? null, 'figures');
    const page = pageOf(args, ENTRIES_FIRST_MAX);
    const values = [showId, seat?.seatNo, versionAfter(page.after), page.first + 1];
    const entries = await this.readers.of(request).run<SeatHistoryEntry>(readSeatHistory, values);
    return connect(
      entries.map((entry) => ({
        ...entry,
        holdId: entry.holdId === null ? null : encodeHoldId({ showId, holdId: entry.holdId }),
        orderId: entry.orderId === null ? null : encodeOrderId({ showId, orderId: entry.orderId }),
      })),
      page,
      ({ version }) => encodeCursor(version),
    );
  }
}

const VERSION_MAX = 2 ** 31 - 1;

function versionAfter(after: string | null): number {
  if (after === null) return 0;
  const [version] = decodeCursor(after, 1);
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0 || version > VERSION_MAX)
    throw badUserInput('"after" is not a cursor of this list. Pass an "endCursor" that this list returned.');
  return version;
}
