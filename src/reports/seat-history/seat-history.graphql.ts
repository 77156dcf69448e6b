import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { SeatStatus } from '../../inventory';
import { connectionOf, DateTime, pageArgs } from '../../platform';

export enum SeatChangeReason {
  HELD = 'HELD',
  TAKEN_OVER = 'TAKEN_OVER',
  RELEASED = 'RELEASED',
  EXPIRED = 'EXPIRED',
  RESERVED = 'RESERVED',
  PAYMENT_FAILED = 'PAYMENT_FAILED',
  SOLD = 'SOLD',
  RETURNED = 'RETURNED',
  BLOCKED = 'BLOCKED',
  UNBLOCKED = 'UNBLOCKED',
  RETIRED = 'RETIRED',
}

registerEnumType(SeatChangeReason, {
  name: 'SeatChangeReason',
  description: 'Why the status of a seat changed.',
  valuesConfig: {
    TAKEN_OVER: { description: 'The hold had run out, and the next buyer took the seat.' },
    RELEASED: { description: 'The buyer gave it back.' },
    EXPIRED: { description: 'The hold ran out.' },
    PAYMENT_FAILED: { description: 'The order ended without a payment.' },
    RETURNED: { description: 'Its ticket was returned, exchanged or moved, or its order was cancelled.' },
    BLOCKED: { description: 'By an organizer, or because its price zone has no price any more.' },
    RETIRED: { description: 'The map of the show was replaced by one without it.' },
  },
});

@ObjectType({ description: 'A change of the status of a seat.' })
export class SeatHistoryEntry {
  @Field(() => Int, { description: "The seat's version after the change, as in `Seat.version`." })
  version!: number;

  @Field(() => DateTime)
  at!: Date;

  @Field(() => SeatStatus)
  previousStatus!: SeatStatus;

  @Field(() => SeatStatus)
  status!: SeatStatus;

  @Field(() => SeatChangeReason)
  reason!: SeatChangeReason;

  @Field(() => String, {
    nullable: true,
    description:
      'Who did it: a role, and the UUID of the caller where there is one, such as `buyer:…`. Null where the service did it by itself.',
  })
  changedBy!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The request: the buyer's idempotency key, or the id of an organizer's request.",
  })
  requestKey!: string | null;

  @Field(() => ID, { nullable: true })
  holdId!: string | null;

  @Field(() => ID, { nullable: true })
  orderId!: string | null;
}

export const { ConnectionType: SeatHistoryConnection } = connectionOf('SeatHistoryEntry', () => SeatHistoryEntry);
export const SeatHistoryArgs = pageArgs('SeatHistory', 50);
