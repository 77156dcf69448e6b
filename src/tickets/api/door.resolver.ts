import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { Tokens } from '../../accounts';
import { Show } from '../../catalog';
import { Seat } from '../../inventory';
import { auditWriter } from '../../organizations';
import {
  badUserInput,
  DateTime,
  decodeId,
  longList,
  type RequestContext,
  type ResultOf,
  requireCaller,
  streamOfModule,
  Work,
} from '../../platform';
import type { TopicEvent } from '../../realtime';
import { codeExpiryOf } from '../codes/code-of-ticket';
import { signTicketCode } from '../codes/ticket-code';
import type { TicketsContext } from '../context';
import { readAlarms } from '../door/alarms.sql';
import {
  createPairing,
  type DoorDevice as DeviceRow,
  decodeDeviceId,
  encodeDeviceId,
  pairDoorDevice,
} from '../door/devices';
import { readDevices, unpairDevice } from '../door/devices.sql';
import { findTicketsByName, readConflicts } from '../door/door-bundle.sql';
import type { DoorAlarmRecord, DoorConflictRecord, DoorMessage } from '../door/door-topic';
import { readDoorBundle } from '../door/read-door-bundle';
import { requireDoor } from '../door/require-door';
import type { Ticket } from '../ledger/ticket';
import {
  CreateDoorPairingInput,
  DoorAlarm,
  DoorBundle,
  DoorChanged,
  DoorConflict,
  DoorDevice,
  DoorPairing,
  DoorTicket,
  PairDoorDeviceInput,
  PairDoorDeviceResult,
  UnpairDoorDeviceInput,
} from './door.graphql';
import { seatOf } from './tickets.resolver';

const ROWS_MAX = 200;
const TICKETS_FOUND_MAX = 50;
/** Seats of a stadium, for the estimate of a document's cost. */
const SEATS_ASSUMED = 80_000;

@Resolver()
export class DoorResolver {
  constructor(
    private readonly context: TicketsContext,
    private readonly tokens: Tokens,
  ) {}

  @Work({ statements: 2, records: SEATS_ASSUMED, bytes: SEATS_ASSUMED / 6 })
  @Query(() => DoorBundle, {
    description:
      "What a gate needs to check tickets without the network. For devices that are paired with the show, the show's organizer and admins.",
  })
  async doorBundle(
    @Arg('showId', () => ID) showId: string,
    @Arg('after', () => DateTime, {
      nullable: true,
      description:
        '`serverTime` of a bundle that the gate has. The lists of revocations then contain those since and a few before: for each seat the greater generation counts. All else is complete.',
    })
    after: Date | null,
    @Ctx() request: RequestContext,
  ): Promise<DoorBundle> {
    return readDoorBundle(this.context, await requireDoor(this.context, request, showId), after ?? null);
  }

  @Work({ statements: 2, items: 20 })
  @Query(() => [DoorTicket], {
    description:
      "Tickets by the beginning of the holder's name or of the order's email address, for visitors without a code. For the same callers as `doorBundle`.",
  })
  async doorTickets(
    @Arg('showId', () => ID) showId: string,
    @Arg('name') name: string,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Ctx() request: RequestContext,
  ): Promise<DoorTicket[]> {
    const show = await requireDoor(this.context, request, showId);
    const beginning = name.trim().toLowerCase();
    if (beginning.length < 2) throw badUserInput('"name" must have at least two characters.');
    const { database, keys } = this.context;
    const count = Math.min(Math.max(first ?? 20, 1), TICKETS_FOUND_MAX);
    const values = [show.showId, beginning, count];
    const tickets = await database.run<Ticket>(findTicketsByName, values);
    const [key, expiresAt] = [await keys.signing(), codeExpiryOf(show)];
    return tickets.map((ticket) => ({
      ticket,
      holderName: ticket.holderName,
      isInside: ticket.isInside,
      code: signTicketCode(key, { ...ticket, expiresAt }),
    }));
  }

  @Work({ statements: 2, items: 10 })
  @Query(() => [DoorConflict], { description: 'The latest first. For the same callers as `doorBundle`.' })
  async doorConflicts(@Arg('showId', () => ID) id: string, @Ctx() request: RequestContext): Promise<DoorConflict[]> {
    const { showId } = await requireDoor(this.context, request, id);
    const rows = await this.context.database.run<ConflictRow>(readConflicts, [showId, ROWS_MAX]);
    return rows.map((row) => conflictView(showId, { ...row, foundAt: row.foundAt.toISOString() }));
  }

  @Work({ statements: 2, items: 10 })
  @Query(() => [DoorAlarm], { description: 'The latest first. For the same callers as `doorBundle`.' })
  async doorAlarms(@Arg('showId', () => ID) id: string, @Ctx() request: RequestContext): Promise<DoorAlarm[]> {
    const { showId } = await requireDoor(this.context, request, id);
    const rows = await this.context.database.run<AlarmRow>(readAlarms, [showId, ROWS_MAX]);
    return rows.map((row) => alarmView({ ...row, raisedAt: row.raisedAt.toISOString() }));
  }

  @Work({ statements: 1, items: 10 })
  @Query(() => [DoorDevice], { description: "The latest first. For the show's organizer and admins." })
  async doorDevices(@Arg('showId', () => ID) id: string, @Ctx() request: RequestContext): Promise<DoorDevice[]> {
    const { catalog, database } = this.context;
    const { showId } = await catalog.requireShowOrganizer(request, decodeId('show', id), 'scan');
    return (await database.run<DeviceRow>(readDevices, [showId, ROWS_MAX])).map(deviceView);
  }

  @Mutation(() => DoorPairing, {
    description: "Makes a code that pairs one device with a gate of the show. For the show's organizer and admins.",
  })
  async createDoorPairing(
    @Arg('input', () => CreateDoorPairingInput) { showId: id, gateId }: CreateDoorPairingInput,
    @Ctx() request: RequestContext,
  ): Promise<DoorPairing> {
    const { catalog, clock } = this.context;
    const { showId, organizerId } = await catalog.requireShowOrganizer(request, decodeId('show', id), 'scan');
    const change = { organizerId, showId, action: 'createDoorPairing', subject: id, after: { gateId } };
    const audit = await auditWriter(request, clock, change);
    return createPairing(this.context, { showId, gateId }, requireCaller(request).id, audit);
  }

  @Mutation(() => PairDoorDeviceResult, {
    description: 'Pairs this device with the gate of a code. No token is required.',
  })
  async pairDoorDevice(
    @Arg('input', () => PairDoorDeviceInput) input: PairDoorDeviceInput,
  ): Promise<ResultOf<typeof PairDoorDeviceResult>> {
    const outcome = await pairDoorDevice(this.context, this.tokens, input);
    return outcome.kind === 'PairingCodeInvalid' ? outcome : { ...outcome, device: deviceView(outcome.device) };
  }

  @Mutation(() => DoorDevice, {
    description:
      "Unpairs a device, such as a lost telephone: its scans are refused from then on. For the show's organizer and admins.",
  })
  async unpairDoorDevice(
    @Arg('input', () => UnpairDoorDeviceInput) { deviceId }: UnpairDoorDeviceInput,
    @Ctx() request: RequestContext,
  ): Promise<DoorDevice> {
    const { catalog, database, clock } = this.context;
    const key = decodeDeviceId(deviceId);
    const { showId, organizerId } = await catalog.requireShowOrganizer(request, key?.showId ?? null, 'scan');
    const change = { organizerId, showId, action: 'unpairDoorDevice', subject: deviceId };
    const audit = await auditWriter(request, clock, change);
    return database.transaction(async (transaction) => {
      const [device] = await transaction.run<DeviceRow>(unpairDevice, [showId, key?.deviceId, clock.now()]);
      if (device === undefined) throw badUserInput('"deviceId" is not the id of a device of your show.');
      await audit(transaction, { before: { name: device.name, gateId: device.gateId } });
      return deviceView(device);
    });
  }

  @Subscription(() => DoorChanged, {
    subscribe: streamOfModule,
    description:
      'Sends first a message without changes that contains the current `revision` or, if `after` is given, the changes since that revision; then what happens at the doors. For the same callers as `doorBundle`.',
  })
  doorChanged(
    @Root() event: TopicEvent<DoorMessage>,
    @Arg('showId', () => ID) showId: string,
    @Arg('after', () => String, { nullable: true }) _after?: string,
  ): DoorChanged {
    const { tickets = [], conflicts = [], alarms = [] } = event.kind === 'message' ? event.message : {};
    const uuid = decodeId('show', showId) ?? '';
    return {
      revision: event.revision,
      resyncRequired: event.kind === 'resync',
      changes: tickets.map(([seatNo, generation, version, isRevoked, isInside]) => ({
        ...{ seatNo, generation, version, isRevoked, isInside },
      })),
      conflicts: conflicts.map((conflict) => conflictView(uuid, conflict)),
      alarms: alarms.map(alarmView),
    };
  }
}

@Resolver(() => DoorBundle)
export class DoorBundleResolver {
  constructor(private readonly context: Pick<TicketsContext, 'catalog'>) {}

  @FieldResolver(() => Show)
  async show(@Root() { showId }: DoorBundle, @Ctx() request: RequestContext): Promise<Show> {
    return showOf(this.context, showId, request);
  }

  @FieldResolver(() => [Int], {
    description:
      'A ticket of the seat with this number is refused unless its generation is above the one in `revokedGenerations` at the same place.',
  })
  revokedSeats(@Root() bundle: DoorBundle, @Ctx() request: RequestContext, @Info() info: GraphQLResolveInfo) {
    return longList(request, info, bundle.revokedSeats);
  }

  @FieldResolver(() => [Int])
  revokedGenerations(@Root() bundle: DoorBundle, @Ctx() request: RequestContext, @Info() info: GraphQLResolveInfo) {
    return longList(request, info, bundle.revokedGenerations);
  }

  @FieldResolver(() => [Int], {
    nullable: true,
    description: 'The seat number at each index of the seat map. Null where they are equal.',
  })
  seatNos(@Root() bundle: DoorBundle, @Ctx() request: RequestContext, @Info() info: GraphQLResolveInfo) {
    return bundle.seatNos === null ? null : longList(request, info, bundle.seatNos);
  }
}

@Resolver(() => DoorDevice)
export class DoorDeviceResolver {
  constructor(private readonly context: Pick<TicketsContext, 'catalog'>) {}

  @FieldResolver(() => Show)
  show(@Root() { device }: DoorDevice, @Ctx() request: RequestContext): Promise<Show> {
    return showOf(this.context, device.showId, request);
  }
}

@Resolver(() => DoorConflict)
export class DoorConflictResolver {
  constructor(private readonly context: Pick<TicketsContext, 'inventory'>) {}

  @FieldResolver(() => Seat)
  seat(@Root() { seatKey }: DoorConflict): Promise<Seat> {
    return seatOf(this.context, seatKey);
  }
}

@Resolver(() => DoorTicket)
export class DoorTicketResolver {
  constructor(private readonly context: Pick<TicketsContext, 'inventory'>) {}

  @FieldResolver(() => Seat)
  seat(@Root() { ticket }: DoorTicket): Promise<Seat> {
    return seatOf(this.context, ticket);
  }

  @FieldResolver(() => String, { nullable: true })
  async entrance(@Root() { ticket }: DoorTicket): Promise<string | null> {
    return (await seatOf(this.context, ticket)).entrance;
  }
}

type ConflictRow = Omit<DoorConflictRecord, 'foundAt'> & { readonly foundAt: Date };
type AlarmRow = Omit<DoorAlarmRecord, 'raisedAt'> & { readonly raisedAt: Date };

function conflictView(showId: string, record: DoorConflictRecord): DoorConflict {
  const { id, seatNo, holderName, reason, first, second, foundAt } = record;
  const scan = (of: DoorConflictRecord['second']) => ({ ...of, scannedAt: new Date(of.scannedAt) });
  return {
    ...{ id, holderName, reason, seatKey: { showId, seatNo } },
    first: first === null ? null : scan(first),
    second: scan(second),
    foundAt: new Date(foundAt),
  };
}

const alarmView = (record: DoorAlarmRecord): DoorAlarm => ({ ...record, raisedAt: new Date(record.raisedAt) });

const deviceView = (device: DeviceRow): DoorDevice => ({ ...device, device, id: encodeDeviceId(device) });

async function showOf(
  { catalog }: Pick<TicketsContext, 'catalog'>,
  showId: string,
  request: RequestContext,
): Promise<Show> {
  const show = await catalog.showById(showId, request);
  if (show === null) throw new Error(`There is no show ${showId}`);
  return show;
}
