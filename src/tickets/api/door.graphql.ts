import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Seat } from '../../inventory';
import { DateTime, outcomeUnion, Problem } from '../../platform';
import type { DoorDevice as DeviceRow, PairDoorDeviceOutcome } from '../door/devices';
import type { Ticket } from '../ledger/ticket';

@InputType()
export class CreateDoorPairingInput {
  @Field(() => ID)
  showId!: string;

  @Field({ description: 'The gate at which the device scans, 1 to 40 characters.' })
  gateId!: string;
}

@ObjectType()
export class DoorPairing {
  @Field({ description: 'Eight letters and digits, in any case. Pairs one device, within 15 minutes.' })
  code!: string;

  @Field(() => DateTime)
  expiresAt!: Date;
}

@InputType()
export class PairDoorDeviceInput {
  @Field()
  code!: string;

  @Field({ description: 'By which the organizer knows the device, 1 to 60 characters.' })
  deviceName!: string;
}

@InputType()
export class UnpairDoorDeviceInput {
  @Field(() => ID)
  deviceId!: string;
}

@ObjectType({ description: 'A telephone or scanner at a gate, paired with one show.' })
export class DoorDevice {
  device!: DeviceRow;

  @Field(() => ID)
  id!: string;

  @Field()
  name!: string;

  @Field()
  gateId!: string;

  @Field(() => DateTime)
  pairedAt!: Date;

  @Field(() => DateTime, { nullable: true })
  unpairedAt!: Date | null;
}

@ObjectType({ description: 'The token may scan at the doors of one show, and nothing else.' })
export class PairDoorDevicePayload {
  @Field()
  token!: string;

  @Field(() => DateTime)
  expiresAt!: Date;

  @Field(() => DoorDevice)
  device!: DoorDevice;
}

@ObjectType({ implements: Problem, description: 'The code is wrong, was used, or has expired.' })
export class PairingCodeInvalid extends Problem {}

export const PairDoorDeviceResult = outcomeUnion<PairDoorDeviceOutcome>()('PairDoorDeviceResult', {
  PairDoorDevicePayload,
  PairingCodeInvalid,
});

@ObjectType({ description: 'A public key of tickets: Ed25519, 32 bytes in base64url.' })
export class TicketKey {
  @Field()
  kid!: string;

  @Field()
  x!: string;
}

@ObjectType({ description: 'Everything that a gate needs to check tickets without the network.' })
export class DoorBundle {
  showId!: string;

  @Field({
    description: 'Where the stream of the doors stood at the time of this read. Pass it to `doorChanged(after:)`.',
  })
  revision!: string;

  @Field(() => DateTime)
  serverTime!: Date;

  @Field({ description: 'The show as codes name it: the first 16 of the 32 bytes of `t`, in base64url.' })
  showCode!: string;

  @Field(() => [TicketKey])
  keys!: readonly TicketKey[];

  @Field({ description: 'True for a cancelled show: every ticket is refused.' })
  isCancelled!: boolean;

  /** Resolved by `DoorBundleResolver`: there may be thousands of them. */
  revokedSeats!: readonly number[];
  revokedGenerations!: readonly number[];
  seatNos!: readonly number[] | null;

  @Field({
    description:
      'Base64 of a bitmap: bit `n & 7` of byte `n >> 3` is 1 where the visitor of seat number n is inside, or has been where nobody gets in twice. Seats beyond its end are 0.',
  })
  inside!: string;

  @Field(() => Int)
  ticketCount!: number;

  @Field(() => Int)
  insideCount!: number;

  @Field(() => String, { nullable: true })
  seatMapVersion!: string | null;
}

@ObjectType({
  description:
    'The ticket of a seat. Of two changes of a seat the one with the greater generation, then version, is newer.',
})
export class DoorSeatChange {
  @Field(() => Int)
  seatNo!: number;

  @Field(() => Int)
  generation!: number;

  @Field(() => Int)
  version!: number;

  @Field({ description: 'The tickets of this generation and of all before are refused.' })
  isRevoked!: boolean;

  @Field()
  isInside!: boolean;
}

@ObjectType()
export class DoorScan {
  @Field()
  gateId!: string;

  @Field()
  deviceId!: string;

  @Field(() => DateTime)
  scannedAt!: Date;

  @Field()
  isOffline!: boolean;
}

export const conflictReasons = { ADMITTED_TWICE: 'ADMITTED_TWICE', ADMITTED_REVOKED: 'ADMITTED_REVOKED' } as const;
registerEnumType(conflictReasons, {
  name: 'DoorConflictReason',
  valuesConfig: {
    ADMITTED_TWICE: { description: 'Two visitors came in with one ticket.' },
    ADMITTED_REVOKED: { description: 'A visitor came in with a ticket that had ended before.' },
  },
});

@ObjectType({ description: 'What a gate without the network let through, and the ledger would have refused.' })
export class DoorConflict {
  seatKey!: Pick<Ticket, 'showId' | 'seatNo'>;

  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  holderName!: string | null;

  @Field(() => conflictReasons)
  reason!: keyof typeof conflictReasons;

  @Field(() => DoorScan, { nullable: true })
  first!: DoorScan | null;

  @Field(() => DoorScan)
  second!: DoorScan;

  @Field(() => DateTime)
  foundAt!: Date;

  /** Resolved by `DoorSeatResolver`. */
  seat?: Seat;
}

export const alarmKinds = {
  TWO_GATES_WITHIN_A_MINUTE: 'TWO_GATES_WITHIN_A_MINUTE',
  MANY_REFUSALS: 'MANY_REFUSALS',
  MANY_TICKETS_OF_ONE_BUYER: 'MANY_TICKETS_OF_ONE_BUYER',
} as const;
registerEnumType(alarmKinds, { name: 'DoorAlarmKind' });

@ObjectType({ description: 'Something at the doors that a person should look at.' })
export class DoorAlarm {
  @Field(() => ID)
  id!: string;

  @Field(() => alarmKinds)
  kind!: keyof typeof alarmKinds;

  @Field()
  message!: string;

  @Field(() => DateTime)
  raisedAt!: Date;
}

@ObjectType()
export class DoorChanged {
  @Field()
  revision!: string;

  @Field({ description: 'True if changes were lost: read `Query.doorBundle` again.' })
  resyncRequired!: boolean;

  @Field(() => [DoorSeatChange])
  changes!: DoorSeatChange[];

  @Field(() => [DoorConflict])
  conflicts!: DoorConflict[];

  @Field(() => [DoorAlarm])
  alarms!: DoorAlarm[];
}

@ObjectType({ description: 'A ticket that the staff found by name.' })
export class DoorTicket {
  ticket!: Ticket;

  @Field(() => String, { nullable: true })
  holderName!: string | null;

  @Field({ description: 'For `scanTicket`.' })
  code!: string;

  @Field()
  isInside!: boolean;

  /** Resolved by `DoorTicketResolver`. */
  seat?: Seat;
}
