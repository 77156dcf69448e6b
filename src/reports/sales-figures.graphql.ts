import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime, MoneyType } from '../platform';

@ObjectType({
  description:
    'How a show sells, counted at one moment. Always `placeCount` = `freeCount` + `heldCount` + `reservedCount` + `soldCount` + `blockedCount`, and `net` = `gross` - `refunded`.',
})
export class SalesFigures {
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

  @Field(() => DateTime, { description: 'The figures have everything that was committed before.' })
  asOf!: Date;
}
