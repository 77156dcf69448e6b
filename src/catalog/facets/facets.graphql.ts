import { Field, Int, ObjectType } from 'type-graphql';
import { SafeInt } from '../../platform';
import { FACET_COUNT_EXACT_MAX, FACET_VALUES_MAX } from './count-facets.sql';

const COUNT = `Number of events. Exact to ${FACET_COUNT_EXACT_MAX.toLocaleString('en')}; ${(FACET_COUNT_EXACT_MAX + 1).toLocaleString('en')} stands for any larger number.`;

@ObjectType()
export class FacetValue {
  @Field({ description: 'What to set in the filter.' })
  value!: string;

  @Field(() => Int, { description: COUNT })
  count!: number;

  @Field({ description: 'Whether the filter has this value.' })
  selected!: boolean;
}

@ObjectType({ description: 'Events whose cheapest show costs so much, in the smallest unit of its currency.' })
export class PriceFacetValue {
  @Field(() => SafeInt, { description: 'For `priceMinorMin`.' })
  priceMinorMin!: number;

  @Field(() => SafeInt, { nullable: true, description: 'For `priceMinorMax`; null for the most expensive.' })
  priceMinorMax!: number | null;

  @Field(() => Int, { description: COUNT })
  count!: number;

  @Field({ description: 'Whether the filter has these amounts.' })
  selected!: boolean;
}

@ObjectType({
  description: `Counts of events, each facet under all other conditions of the filter. The values with the most shows come first, months and prices in their order; at most ${FACET_VALUES_MAX} each. Only facets that are selected are counted.`,
})
export class EventFacets {}
