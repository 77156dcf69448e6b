import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import {
  badUserInput,
  type Connection,
  connect,
  decodeCursor,
  decodeId,
  encodeCursor,
  isUuid,
  pageOf,
  type RequestContext,
  Work,
} from '../../platform';
import type { TicketsContext } from '../context';
import { listRevokedTickets, listScans } from '../door/admission.sql';
import { type DoorDevice, encodeDeviceId } from '../door/devices';
import { readDevices } from '../door/devices.sql';
import { readAdmission } from '../door/read-admission';
import { encodeTicketId } from '../ledger/ticket-id';
import {
  Admission,
  type DoorScanEntry,
  DoorScanEntryConnection,
  DoorScansArgs,
  type RevokedTicket,
  RevokedTicketConnection,
  RevokedTicketsArgs,
} from './admission.graphql';

const FIRST_MAX = 100;
const DEVICES_MAX = 1000;

type ScanRow = Omit<DoorScanEntry, 'id' | 'seatLabel' | 'deviceName'> & {
  readonly scanId: string;
  /** Of a paired device as the API has it; an organizer names theirs. */
  readonly deviceId: string;
  readonly seatNo: number | null;
};
type RevokedRow = Omit<RevokedTicket, 'seatLabel'> & { readonly seatNo: number };

/** The door as an organizer sees it. */
@Resolver()
export class AdmissionResolver {
  constructor(private readonly context: TicketsContext) {}

  @Work({ statements: 3, records: 80_000 })
  @Query(() => Admission, {
    description: 'How many of the tickets of a show have come in, by section, time and gate. For members who may scan.',
  })
  async admission(@Arg('showId', () => ID) id: string, @Ctx() request: RequestContext): Promise<Admission> {
    return readAdmission(this.context, await this.requireShow(id, request));
  }

  @Work({ statements: 3 })
  @Query(() => DoorScanEntryConnection, {
    description: `Scans at the doors of a show, the latest first; at most ${FIRST_MAX} per page. For members who may scan.`,
  })
  async doorScans(
    @Arg('showId', () => ID) id: string,
    @Arg('refusedOnly', () => Boolean, { nullable: true, defaultValue: false }) refusedOnly: boolean | null,
    @Args(() => DoorScansArgs) args: InstanceType<typeof DoorScansArgs>,
    @Ctx() request: RequestContext,
  ): Promise<Connection<DoorScanEntry>> {
    const { showId } = await this.requireShow(id, request);
    const page = pageOf(args, FIRST_MAX);
    const values = [showId, page.after === null ? null : scanOf(page.after), refusedOnly === true, page.first + 1];
    const rows = await this.context.database.run<ScanRow>(listScans, values);
    const labels = await this.labelsOf(
      showId,
      rows.flatMap(({ seatNo }) => seatNo ?? []),
    );
    const paired = await this.context.database.run<DoorDevice>(readDevices, [showId, DEVICES_MAX]);
    const devices = new Map(paired.map((device) => [encodeDeviceId(device), device.name]));
    return connect(
      rows.map(({ scanId, seatNo, deviceId, ...scan }) => ({
        ...scan,
        deviceName: devices.get(deviceId) ?? deviceId,
        id: `scan_${scanId}`,
        seatLabel: seatNo === null ? null : (labels.get(seatNo) ?? ''),
      })),
      page,
      (scan) => encodeCursor(scan.id.slice('scan_'.length)),
    );
  }

  @Work({ statements: 2 })
  @Query(() => RevokedTicketConnection, {
    description: `Tickets that open the door no longer, the latest first; at most ${FIRST_MAX} per page. For members who may scan.`,
  })
  async revokedTickets(
    @Arg('showId', () => ID) id: string,
    @Args(() => RevokedTicketsArgs) args: InstanceType<typeof RevokedTicketsArgs>,
    @Ctx() request: RequestContext,
  ): Promise<Connection<RevokedTicket>> {
    const { showId } = await this.requireShow(id, request);
    const page = pageOf(args, FIRST_MAX);
    const after = page.after === null ? [null, null] : ticketOf(page.after);
    const rows = await this.context.database.run<RevokedRow>(listRevokedTickets, [showId, ...after, page.first + 1]);
    const labels = await this.labelsOf(
      showId,
      rows.map(({ seatNo }) => seatNo),
    );
    const { edges, pageInfo } = connect(rows, page, ({ endedAt, ticketId }) =>
      encodeCursor(endedAt.toISOString(), ticketId),
    );
    const shown = edges.map(({ cursor, node: { seatNo, ticketId, ...ticket } }) => ({
      cursor,
      node: {
        ...ticket,
        ticketId: encodeTicketId({ showId, ticketId }),
        seatLabel: labels.get(seatNo) ?? '',
      },
    }));
    return { edges: shown, nodes: shown.map(({ node }) => node), pageInfo };
  }

  private requireShow(id: string, request: RequestContext) {
    return this.context.catalog.requireShowOrganizer(request, decodeId('show', id), 'scan');
  }

  private async labelsOf(showId: string, seatNos: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const seats = await this.context.inventory.seatViews(showId, [...new Set(seatNos)]);
    return new Map(seats.map(({ seatNo, label }) => [seatNo, label]));
  }
}

const notACursor = () =>
  badUserInput('"after" is not a cursor of this list. Pass an "endCursor" that this list returned.');

function scanOf(cursor: string): string {
  const [id = ''] = decodeCursor(cursor, 1).map(String);
  if (!/^\d{1,18}$/.test(id)) throw notACursor();
  return id;
}

function ticketOf(cursor: string): [string, string] {
  const [endedAt = '', ticketId = ''] = decodeCursor(cursor, 2).map(String);
  if (Number.isNaN(Date.parse(endedAt)) || !isUuid(ticketId)) throw notACursor();
  return [endedAt, ticketId];
}
