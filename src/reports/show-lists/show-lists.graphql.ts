import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Seat } from '../../inventory';
import { connectionOf, DateTime, MoneyType, pageArgs } from '../../platform';
import { scanDirections } from '../../tickets';

@ObjectType({
  description: 'A ticket of a show as members see it that sell it, valid or not: a line of `tickets.csv`.',
})
export class IssuedTicket {
  /** The place in the list. */
  place!: { readonly seatNo: number; readonly generation: number };

  @Field(() => ID)
  id!: string;

  @Field(() => ID, { description: 'For `showOrder`.' })
  orderId!: string;

  @Field({ description: 'As the buyer sees it.' })
  orderNumber!: string;

  @Field(() => Seat, { nullable: true })
  seat!: Seat | null;

  @Field(() => String, { nullable: true })
  holderName!: string | null;

  @Field(() => String, { nullable: true, description: 'Where the mail of its order is sent.' })
  email!: string | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What its seat cost in the order. Null where the ticket was moved there.',
  })
  price!: MoneyType | null;

  @Field(() => DateTime)
  issuedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Null while it is valid.' })
  endedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Such as `RETURNED` or `REISSUED`.' })
  endReason!: string | null;

  @Field({ description: 'Whether its visitor is in.' })
  isInside!: boolean;
}

export const scanResults = {
  ...{ ACCEPTED: 'ACCEPTED', ALREADY_SCANNED: 'ALREADY_SCANNED', REVOKED: 'REVOKED', WRONG_SHOW: 'WRONG_SHOW' },
  ...{ TOO_EARLY: 'TOO_EARLY', NOT_INSIDE: 'NOT_INSIDE', NOT_A_TICKET: 'NOT_A_TICKET' },
} as const;

registerEnumType(scanResults, {
  name: 'ScanOutcome',
  description: 'What a scan was answered, or would have been where the gate had no network.',
  valuesConfig: {
    REVOKED: { description: 'Cancelled, returned, exchanged or issued again.' },
    TOO_EARLY: { description: 'Before the doors.' },
    NOT_INSIDE: { description: 'A scan out of somebody who was not in.' },
  },
});

@ObjectType({ description: 'A scan at the door, whatever its answer: a line of `scans.csv`.' })
export class RecordedScan {
  @Field(() => ID)
  id!: string;

  @Field(() => DateTime, { description: "By the device's clock." })
  scannedAt!: Date;

  @Field(() => DateTime, { description: 'When the service recorded it: for a gate without the network, later.' })
  recordedAt!: Date;

  @Field()
  gateId!: string;

  @Field()
  deviceId!: string;

  @Field(() => scanDirections)
  direction!: keyof typeof scanDirections;

  @Field(() => scanResults)
  result!: keyof typeof scanResults;

  @Field({
    description: 'Whether somebody passed: without the network also with a ticket that the service would have refused.',
  })
  passed!: boolean;

  @Field()
  isOffline!: boolean;

  @Field(() => ID, { nullable: true, description: 'Null where the code was of no ticket of this show.' })
  ticketId!: string | null;

  @Field(() => Seat, { nullable: true })
  seat!: Seat | null;
}

export const { ConnectionType: IssuedTicketConnection } = connectionOf('IssuedTicket', () => IssuedTicket);
export const IssuedTicketPageArgs = pageArgs('IssuedTickets', 20);
export const { ConnectionType: RecordedScanConnection } = connectionOf('RecordedScan', () => RecordedScan);
export const RecordedScanPageArgs = pageArgs('RecordedScans', 20);
