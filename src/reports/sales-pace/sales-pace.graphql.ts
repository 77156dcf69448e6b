import { Field, Float, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../../platform';
import { HOLDS_MAX, ORDERS_MAX } from './sales-pace.sql';

/** Long enough for a rate, short enough for a rush. */
export const HOLD_SECONDS = 10;
export const CONVERSION_MINUTES = 60;
export const TICKET_MINUTES = 10;
/** A part of fewer says nothing. */
export const ENDED_HOLDS_MIN = 20;
export const ORDERS_MIN = 10;

@ObjectType({
  description:
    'How fast a show sells at this moment. What cannot be known yet is null: no figure rests on less than its description says.',
})
export class SalesPace {
  @Field(() => DateTime, { description: 'When it was counted.' })
  asOf!: Date;

  @Field(() => Float, {
    description: `Holds that buyers made, a second: of the last ${HOLD_SECONDS} seconds, or of the latest ${HOLDS_MAX} holds where these are more recent.`,
  })
  holdsPerSecond!: number;

  @Field(() => Float, {
    nullable: true,
    description: `From 0 to 1: which part of the holds that are over was bought, also where the tickets were returned later. Of those made in the last ${CONVERSION_MINUTES} minutes, and of the latest ${HOLDS_MAX} holds. Null for fewer than ${ENDED_HOLDS_MIN}.`,
  })
  conversion!: number | null;

  @Field(() => Int, { description: 'How many holds `conversion` rests on.' })
  endedHoldCount!: number;

  @Field(() => Float, {
    nullable: true,
    description: `Seats sold, a minute, without those that were given away or returned: of the last ${TICKET_MINUTES} minutes, since the sale opened, or of the latest ${ORDERS_MAX} orders, whichever is shortest. Null for fewer than ${ORDERS_MIN} orders.`,
  })
  ticketsPerMinute!: number | null;

  @Field(() => Int, { description: 'How many orders `ticketsPerMinute` rests on.' })
  orderCount!: number;

  @Field(() => Int, { description: 'How many seconds `ticketsPerMinute` rests on.' })
  orderSeconds!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'In how many minutes every seat is sold that is neither sold nor blocked now, if it goes on as in `ticketsPerMinute`; rounded up. Null where that is null, where nothing is left, and while the show is not on sale.',
  })
  minutesToSoldOut!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Buyers in the waiting room, a second old or so. Null where the show has none, or where it cannot be read.',
  })
  waitingCount!: number | null;

  @Field(() => Int, { nullable: true, description: 'Buyers who are admitted now. Null where `waitingCount` is.' })
  insideCount!: number | null;

  @Field(() => Int, { nullable: true, description: 'Buyers admitted so far. Null where `waitingCount` is.' })
  admittedCount!: number | null;
}
