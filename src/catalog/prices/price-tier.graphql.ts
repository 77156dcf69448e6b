import { Field, InputType, ObjectType } from 'type-graphql';
import { MoneyType, SafeInt } from '../../platform';

@ObjectType({ description: 'What a seat of one price zone costs.' })
export class PriceTier {
  @Field({ description: "The seat map's name for the price zone." })
  zone!: string;

  @Field()
  name!: string;

  @Field(() => MoneyType)
  price!: MoneyType;
}

@InputType()
export class PriceTierInput {
  @Field({
    description:
      "The seat map's name for the price zone, exactly as the map writes it. Seats of a zone without a price are not for sale.",
  })
  zone!: string;

  @Field()
  name!: string;

  @Field(() => SafeInt, {
    description:
      "In the smallest unit of the show's currency: 0 for a free seat, otherwise an amount that can be charged. For EUR that is from 0.50 to 999,999.99; other currencies have other limits, which the error message states. The seats of one order together cannot cost more than the largest charge either: `holdSeats` refuses more of them.",
  })
  amountMinor!: number;
}
