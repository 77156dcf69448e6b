import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { mayRunShow, Show } from '../../catalog';
import type { Inventory } from '../../inventory';
import type { ShowPermission } from '../../organizations';
import { type Connection, connect, pageOf, type Readers, type RequestContext, Work } from '../../platform';
import { permissionOf } from '../exports/export-kind';
import { encodeScanCursor, encodeTicketCursor, listScans, listTickets } from './list-of-show';
import {
  IssuedTicket,
  IssuedTicketConnection,
  IssuedTicketPageArgs,
  RecordedScan,
  RecordedScanConnection,
  RecordedScanPageArgs,
} from './show-lists.graphql';

const FIRST_MAX = 100;

interface ShowListsContext {
  readonly readers: Readers;
  readonly inventory: Pick<Inventory, 'seatViews'>;
}

/** The tickets and scans of a show, page by page: the lines of its files, for the same members. */
@Resolver(() => Show)
export class ShowListsResolver {
  constructor(private readonly context: ShowListsContext) {}

  @Work({ statements: 1, items: 1 })
  @FieldResolver(() => IssuedTicketConnection, {
    nullable: true,
    description: `The tickets of the show by seat, also those that are not valid any more; at most ${FIRST_MAX} per page. For members who may sell it; null for others.`,
  })
  async issuedTickets(
    @Root() show: Show,
    @Args(() => IssuedTicketPageArgs) args: InstanceType<typeof IssuedTicketPageArgs>,
    @Ctx() request: RequestContext,
  ): Promise<Connection<IssuedTicket> | null> {
    if (!(await this.may(request, show, permissionOf.TICKETS))) return null;
    const page = pageOf(args, FIRST_MAX);
    const { readers, inventory } = this.context;
    return connect(await listTickets(readers.of(request), inventory, show, page), page, encodeTicketCursor);
  }

  @Work({ statements: 1, items: 1 })
  @FieldResolver(() => RecordedScanConnection, {
    nullable: true,
    description: `The scans at the doors of the show in the order in which they were recorded; at most ${FIRST_MAX} per page. For members who may see its figures; null for others.`,
  })
  async recordedScans(
    @Root() show: Show,
    @Args(() => RecordedScanPageArgs) args: InstanceType<typeof RecordedScanPageArgs>,
    @Ctx() request: RequestContext,
  ): Promise<Connection<RecordedScan> | null> {
    if (!(await this.may(request, show, permissionOf.SCANS))) return null;
    const page = pageOf(args, FIRST_MAX);
    const { readers, inventory } = this.context;
    return connect(await listScans(readers.of(request), inventory, show, page), page, encodeScanCursor);
  }

  private may(request: RequestContext, show: Show, permission: ShowPermission): Promise<boolean> {
    return mayRunShow(request.caller, show, permission);
  }
}
