import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { DateTime, Limit, MoneyType, SafeInt } from '../../platform';
import { PRICE_TIERS_MAX, ZONE_LENGTH_MAX } from '../prices/price-tiers-input';

@InputType()
export class ZonePriceInput {
  @Limit({ lengthMax: ZONE_LENGTH_MAX })
  @Field({ description: 'A price zone of the show that has a price.' })
  zone!: string;

  @Field(() => SafeInt, { description: "In the smallest unit of the show's currency, as in `PriceTierInput`." })
  amountMinor!: number;
}

@InputType()
export class SchedulePriceChangeInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => DateTime, { description: 'When the prices change. A change for the same instant is replaced.' })
  at!: Date;

  @Limit({ itemsMax: PRICE_TIERS_MAX })
  @Field(() => [ZonePriceInput], { description: 'Zones that are not named keep their prices.' })
  prices!: ZonePriceInput[];
}

@InputType()
export class CancelPriceChangeInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => ID)
  changeId!: string;
}

@ObjectType()
export class ZonePrice {
  @Field()
  zone!: string;

  @Field(() => MoneyType)
  price!: MoneyType;
}

@ObjectType({ description: 'Prices that zones of a show get at an instant. Seats that are held keep their prices.' })
export class PriceChange {
  @Field(() => ID)
  changeId!: string;

  @Field(() => DateTime)
  at!: Date;

  @Field(() => [ZonePrice])
  prices!: ZonePrice[];

  @Field(() => DateTime, { nullable: true, description: 'Null until the prices have changed.' })
  appliedAt!: Date | null;
}

@ObjectType()
export class PriceChangesPayload {
  @Field(() => [PriceChange], { description: 'All of the show, as in `priceChanges`.' })
  priceChanges!: PriceChange[];
}
