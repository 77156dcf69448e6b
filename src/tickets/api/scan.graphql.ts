import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { Show } from '../../catalog';
import { Seat } from '../../inventory';
import { DateTime, Limit, outcomeUnion, Problem } from '../../platform';
import { CODE_LENGTH_MAX } from '../codes/ticket-code';
import type { ScanTicketOutcome } from '../door/scan';
import { Ticket } from './tickets.graphql';

export const SCANS_MAX = 100;
const NAME_LENGTH_MAX = 64;

export const scanDirections = { IN: 'IN', OUT: 'OUT' } as const;
registerEnumType(scanDirections, { name: 'ScanDirection' });

@InputType()
export class OfflineScanInput {
  @Limit({ lengthMax: 4 * CODE_LENGTH_MAX })
  @Field({ description: 'What the QR code says.' })
  code!: string;

  @Limit({ lengthMax: NAME_LENGTH_MAX })
  @Field({ description: 'The gate, 1 to 40 characters.' })
  gateId!: string;

  @Limit({ lengthMax: NAME_LENGTH_MAX })
  @Field({ description: 'For a paired device its `DoorDevice.id`; for an organizer any name of the device.' })
  deviceId!: string;

  @Limit({ lengthMax: NAME_LENGTH_MAX })
  @Field({
    description: 'Made once for each scan by the device, 1 to 64 characters. A repeat returns the first answer.',
  })
  nonce!: string;

  @Field(() => DateTime, { description: "By the device's clock." })
  scannedAt!: Date;

  @Field(() => scanDirections, { defaultValue: 'IN', nullable: true })
  direction!: keyof typeof scanDirections | null;
}

@InputType()
export class ScanTicketInput extends OfflineScanInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    nullable: true,
    description:
      'True for a visitor who was let through without the network: the scan is recorded as it happened, and a conflict is reported where the ledger would have refused it.',
  })
  offline!: boolean | null;
}

@InputType()
export class ScanTicketsInput {
  @Field(() => ID)
  showId!: string;

  @Limit({ itemsMax: SCANS_MAX })
  @Field(() => [OfflineScanInput], {
    description: `At most ${SCANS_MAX} scans that were made without the network, in the order in which they were made. Only scans whose visitor was let through.`,
  })
  scans!: OfflineScanInput[];
}

@ObjectType({ description: 'Let the visitor through.' })
export class ScanAccepted {
  @Field(() => Ticket)
  ticket!: Ticket;

  @Field(() => DateTime)
  serverTime!: Date;
}

@ObjectType({
  implements: Problem,
  description: 'Somebody is inside with this ticket, or has been where nobody gets in twice.',
})
export class AlreadyScanned extends Problem {
  @Field(() => Ticket)
  ticket!: Ticket;

  @Field(() => DateTime)
  scannedAt!: Date;

  @Field()
  gateId!: string;
}

@ObjectType({
  implements: Problem,
  description: 'The ticket was returned, issued again or given away, or its show is cancelled.',
})
export class TicketRevoked extends Problem {
  @Field(() => Ticket)
  ticket!: Ticket;
}

@ObjectType({ implements: Problem, description: 'A genuine ticket of another show.' })
export class WrongShow extends Problem {
  @Field(() => Show, { nullable: true, description: 'The show of the ticket.' })
  show!: Show | null;

  @Field(() => Seat, {
    nullable: true,
    description:
      "The ticket's seat at that show, with its entrance and features. The holder's name is for the doors of that show alone.",
  })
  seat!: Seat | null;
}

@ObjectType({ implements: Problem, description: 'The doors open in more than an hour. The ticket stays unused.' })
export class TooEarly extends Problem {
  @Field(() => Ticket)
  ticket!: Ticket;

  @Field(() => DateTime)
  doorsAt!: Date;
}

@ObjectType({ implements: Problem, description: 'A scan out, of a ticket with which nobody is inside.' })
export class NotInside extends Problem {
  @Field(() => Ticket)
  ticket!: Ticket;
}

@ObjectType({ implements: Problem, description: 'The code is not one of ours, was changed, or has expired.' })
export class NotATicket extends Problem {}

export const ScanTicketResult = outcomeUnion<ScanTicketOutcome>()('ScanTicketResult', {
  ScanAccepted,
  AlreadyScanned,
  TicketRevoked,
  WrongShow,
  TooEarly,
  NotInside,
  NotATicket,
});
