import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { OrderStatus } from '../../orders';
import { connectionOf, DateTime, Limit, MoneyType, pageArgs } from '../../platform';
import { type SalesChannel, salesChannels } from '../sales-figures.graphql';
import type { ShowOrderRow } from './list-orders';

@ObjectType({ description: 'An order as members of the organization see it that sell the show.' })
export class ShowOrder {
  order!: ShowOrderRow;

  @Field(() => ID, { description: 'The id of the order, for `cancelOrder` and `quoteReturn`.' })
  id!: string;

  @Field({ description: 'As the buyer sees it.' })
  number!: string;

  @Field(() => OrderStatus)
  status!: OrderStatus;

  @Field(() => salesChannels)
  channel!: SalesChannel;

  @Field(() => String, { nullable: true, description: 'Where its mail is sent.' })
  email!: string | null;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => MoneyType)
  total!: MoneyType;

  @Field(() => MoneyType, { description: 'What was paid for it, by the provider or at the desk.' })
  paid!: MoneyType;

  @Field(() => MoneyType, { description: 'What went back of it, or is on its way.' })
  refunded!: MoneyType;

  @Field(() => Int, { description: 'The seats that it has, or had as it ended.' })
  seatCount!: number;
}

@ObjectType({ description: 'A ticket of an order, valid or not.' })
export class ShowOrderTicket {
  seatNo!: number;

  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  holderName!: string | null;

  @Field(() => DateTime)
  issuedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Null while it is valid.' })
  endedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Such as `RETURNED` or `REISSUED`.' })
  endReason!: string | null;
}

@ObjectType({ description: 'A line of the audit of an order.' })
export class ShowOrderChange {
  @Field(() => DateTime)
  at!: Date;

  @Field({ description: 'What changed, such as `ticket_order`, `payment` or `ticket_return`.' })
  what!: string;

  @Field({ description: 'A role, and the UUID of the caller where there is one, such as `buyer:…`.' })
  changedBy!: string;

  @Field({ description: 'As JSON: each column that changed, with its value before and after.' })
  change!: string;
}

@InputType()
export class ShowOrderFilter {
  @Limit({ lengthMax: 200 })
  @Field(() => String, {
    nullable: true,
    description:
      'The number or id of an order, the beginning of an address or of the name on a ticket, or the label of a seat, such as `Stalls 1 5`.',
  })
  text?: string | null;

  @Field(() => OrderStatus, { nullable: true })
  status?: OrderStatus | null;

  @Field(() => DateTime, { nullable: true, description: 'Made at this instant or later.' })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Made before this instant.' })
  to?: Date | null;
}

export const { ConnectionType: ShowOrderConnection } = connectionOf('ShowOrder', () => ShowOrder);
export const ShowOrderPageArgs = pageArgs('ShowOrders', 20);
