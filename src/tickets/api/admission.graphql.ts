import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf, DateTime, pageArgs } from '../../platform';
import { scanDirections } from './scan.graphql';

@ObjectType({ description: 'Of tickets that are valid now.' })
export class SectionAdmission {
  @Field()
  name!: string;

  @Field(() => Int)
  ticketCount!: number;

  @Field(() => Int, { description: 'Somebody has come in with them.' })
  admittedCount!: number;

  @Field(() => Int)
  insideCount!: number;
}

@ObjectType()
export class QuarterHourAdmission {
  @Field(() => DateTime, { description: 'When the quarter of an hour begins.' })
  from!: Date;

  @Field(() => Int)
  inCount!: number;

  @Field(() => Int)
  outCount!: number;

  @Field(() => Int)
  refusedCount!: number;
}

@ObjectType()
export class GateAdmission {
  @Field()
  gateId!: string;

  @Field(() => Int)
  inCount!: number;

  @Field(() => Int)
  outCount!: number;

  @Field(() => Int)
  refusedCount!: number;
}

@ObjectType({ description: 'How far a show is let in.' })
export class Admission {
  @Field(() => DateTime)
  asOf!: Date;

  @Field(() => Int, { description: 'Tickets that are valid now: one for each seat that is sold.' })
  ticketCount!: number;

  @Field(() => Int, { description: 'Tickets with which somebody has come in.' })
  admittedCount!: number;

  @Field(() => Int, { description: 'Visitors who are inside.' })
  insideCount!: number;

  @Field(() => Int, { description: 'Tickets that were returned, moved, issued again or given away.' })
  revokedCount!: number;

  @Field(() => Int)
  refusedScanCount!: number;

  @Field(() => [SectionAdmission], { description: 'In the order of the map.' })
  bySection!: readonly SectionAdmission[];

  @Field(() => [QuarterHourAdmission], {
    description: 'Scans by quarter of an hour in which something was scanned, the latest first, at most 150.',
  })
  byTime!: readonly QuarterHourAdmission[];

  @Field(() => [GateAdmission], { description: 'Scans by gate, at most 150.' })
  byGate!: readonly GateAdmission[];
}

export const scanResults = {
  ACCEPTED: 'ACCEPTED',
  ALREADY_SCANNED: 'ALREADY_SCANNED',
  REVOKED: 'REVOKED',
  WRONG_SHOW: 'WRONG_SHOW',
  TOO_EARLY: 'TOO_EARLY',
  NOT_INSIDE: 'NOT_INSIDE',
  NOT_A_TICKET: 'NOT_A_TICKET',
} as const;
registerEnumType(scanResults, { name: 'DoorScanResult', description: 'As `ScanTicketResult` has it, in one word.' });

@ObjectType({ description: 'A scan as it was recorded.' })
export class DoorScanEntry {
  @Field(() => ID)
  id!: string;

  @Field(() => DateTime)
  scannedAt!: Date;

  @Field()
  gateId!: string;

  @Field({ description: 'Of a paired device; else the id that an organizer gave theirs.' })
  deviceName!: string;

  @Field(() => scanDirections)
  direction!: keyof typeof scanDirections;

  @Field(() => scanResults)
  result!: keyof typeof scanResults;

  @Field({
    description: 'Whether the visitor passed. Without the network also where the ledger would have refused it.',
  })
  isLetThrough!: boolean;

  @Field()
  isOffline!: boolean;

  @Field(() => String, { nullable: true, description: 'Null where no ticket of the show was scanned.' })
  seatLabel!: string | null;

  @Field(() => String, { nullable: true })
  holderName!: string | null;
}

export const { ConnectionType: DoorScanEntryConnection } = connectionOf('DoorScanEntry', () => DoorScanEntry);
export const DoorScansArgs = pageArgs('DoorScans', 50);

export const revocationReasons = { RETURNED: 'RETURNED', REISSUED: 'REISSUED', GIVEN_AWAY: 'GIVEN_AWAY' } as const;
registerEnumType(revocationReasons, {
  name: 'TicketRevocationReason',
  valuesConfig: {
    RETURNED: { description: 'It was returned, exchanged or moved to another seat, or its order was cancelled.' },
    REISSUED: { description: 'It was issued again.' },
    GIVEN_AWAY: { description: 'It was issued again, for another person.' },
  },
});

@ObjectType({ description: 'A ticket that opens the door no longer.' })
export class RevokedTicket {
  @Field(() => ID)
  ticketId!: string;

  @Field()
  seatLabel!: string;

  @Field(() => String, { nullable: true })
  holderName!: string | null;

  @Field(() => DateTime)
  endedAt!: Date;

  @Field(() => revocationReasons)
  reason!: keyof typeof revocationReasons;

  @Field({ description: 'Whether somebody had come in with it.' })
  wasInside!: boolean;
}

export const { ConnectionType: RevokedTicketConnection } = connectionOf('RevokedTicket', () => RevokedTicket);
export const RevokedTicketsArgs = pageArgs('RevokedTickets', 50);
