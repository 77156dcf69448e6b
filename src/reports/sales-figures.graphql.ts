import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { SeatBlockKind } from '../inventory';
import { DateTime, MoneyType } from '../platform';
import { HOURS_MAX } from './sales-figures.sql';

export const salesChannels = { ONLINE: 'ONLINE', BOX_OFFICE: 'BOX_OFFICE', COMPLIMENTARY: 'COMPLIMENTARY' } as const;
export type SalesChannel = keyof typeof salesChannels;

registerEnumType(salesChannels, {
  name: 'SalesChannel',
  description: 'How an order came about.',
  valuesConfig: {
    ONLINE: { description: 'A buyer bought it, by the site or by another client of the API.' },
    BOX_OFFICE: { description: 'Sold at the desk by a member of the organization.' },
    COMPLIMENTARY: { description: 'Given away.' },
  },
});

@ObjectType()
abstract class CountedSeats {
  @Field(() => Int)
  placeCount!: number;

  @Field(() => Int)
  freeCount!: number;

  @Field(() => Int, {
    description: 'In the holds of buyers, also those that have run out and were not taken over yet.',
  })
  heldCount!: number;

  @Field(() => Int, { description: 'In orders whose payment is in progress.' })
  reservedCount!: number;

  @Field(() => Int)
  soldCount!: number;

  @Field(() => Int)
  blockedCount!: number;
}

@ObjectType()
abstract class PartFigures extends CountedSeats {
  @Field(() => MoneyType, {
    description:
      'What buyers have paid for its seats. The payment of an order is split over its seats by their prices, and stays where it is when a seat is returned or exchanged; it goes with a ticket that is moved to another seat.',
  })
  gross!: MoneyType;

  @Field(() => MoneyType, {
    description:
      'What the provider has returned or is returning for its seats: for those of a return, or for all of the order where it returned the whole of it.',
  })
  refunded!: MoneyType;

  @Field(() => MoneyType)
  net!: MoneyType;
}

@ObjectType({ description: 'The seats of one section, and what they have brought in.' })
export class SectionFigures extends PartFigures {
  @Field()
  name!: string;
}

@ObjectType({ description: 'The seats of one price zone, and what they have brought in.' })
export class ZoneFigures extends PartFigures {
  @Field()
  name!: string;
}

@ObjectType({ description: 'The seats that are blocked for one kind of reason.' })
export class BlockedFigures {
  @Field(() => SeatBlockKind, {
    nullable: true,
    description:
      'Null for seats that nobody has blocked and that cannot be sold, as their price zone has no price. Seats that were blocked without a reason are the house’s.',
  })
  kind!: SeatBlockKind | null;

  @Field(() => Int)
  seatCount!: number;
}

@ObjectType()
export abstract class OrderFigures {
  @Field(() => Int, { description: 'Confirmed orders.' })
  orderCount!: number;

  @Field(() => Int, { description: 'Seats that these orders have.' })
  ticketCount!: number;

  @Field(() => MoneyType, { description: 'What buyers have paid, also for orders that were cancelled later.' })
  gross!: MoneyType;

  @Field(() => MoneyType, { description: 'What the provider has returned or is returning.' })
  refunded!: MoneyType;

  @Field(() => MoneyType)
  net!: MoneyType;
}

@ObjectType({ description: 'The orders that were made in one hour, as they are now.' })
export class HourFigures extends OrderFigures {
  @Field(() => DateTime, { description: 'The beginning of the hour, in UTC.' })
  hour!: Date;
}

@ObjectType({ description: 'The orders that came about in one way.' })
export class ChannelFigures extends OrderFigures {
  @Field(() => salesChannels)
  channel!: SalesChannel;
}

@ObjectType({
  description:
    'How a show sells, counted at one moment. Always `placeCount` = `freeCount` + `heldCount` + `reservedCount` + `soldCount` + `blockedCount`, and `net` = `gross` - `refunded`; and these are the sums of what is below them.',
})
export class SalesFigures extends CountedSeats {
  @Field(() => Int, { description: 'Of those sold, given away.' })
  complimentaryCount!: number;

  @Field(() => Int, { description: 'Confirmed orders, also those of seats that were given away.' })
  orderCount!: number;

  @Field(() => MoneyType, { description: 'What buyers have paid, also for orders that were cancelled later.' })
  gross!: MoneyType;

  @Field(() => MoneyType, { description: 'What the provider has returned or is returning.' })
  refunded!: MoneyType;

  @Field(() => MoneyType)
  net!: MoneyType;

  @Field(() => DateTime, {
    description: 'When it was counted. What was committed later than two seconds before may be missing.',
  })
  asOf!: Date;

  @Field(() => [SectionFigures], {
    description:
      'In the order of the seat map; then, without places, what the map has no more and for which something was paid. The money adds up to that of the show.',
  })
  bySection!: SectionFigures[];

  @Field(() => [ZoneFigures], {
    description:
      'In the order of the seat map; then, without places, what the map has no more and for which something was paid. The money adds up to that of the show.',
  })
  byZone!: ZoneFigures[];

  /** Counts them, once for all who ask. */
  countBlocked!: () => Promise<readonly BlockedFigures[]>;

  @Field(() => [HourFigures], {
    description: `In chronological order, without hours in which no order was made: the latest ${HOURS_MAX} of them.`,
  })
  byHour!: HourFigures[];

  @Field(() => [ChannelFigures])
  byChannel!: ChannelFigures[];
}
