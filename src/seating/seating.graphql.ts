import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../platform';
import { type SeatFeature, seatFeatureDefinitions, seatFeatures } from './format/seat-features';

// Object.fromEntries loses the names of the keys, which are those of the table.
export const SeatFeatureEnum = Object.fromEntries(seatFeatures.map((feature) => [feature, feature])) as {
  [Feature in SeatFeature]: Feature;
};
registerEnumType(SeatFeatureEnum, { name: 'SeatFeature', valuesConfig: seatFeatureDefinitions });

@ObjectType({ description: 'A map that was published for a venue.' })
export class VenueSeatMap {
  @Field()
  version!: string;

  @Field()
  name!: string;

  @Field(() => Int)
  seatCount!: number;

  @Field({ description: 'As `SeatMap.url`.' })
  url!: string;

  @Field(() => DateTime)
  publishedAt!: Date;
}

@ObjectType('SeatMap', {
  description: 'Fixed geometry. Equal `version` means equal content, so it may be cached without an expiry.',
})
export class SeatMapType {
  @Field()
  version!: string;

  @Field(() => Int)
  seatCount!: number;

  @Field({
    description:
      'Address of the whole geometry as JSON over HTTP GET: immutable, compressed, suitable for a CDN. Relative to the ' +
      'address of the API if the operator has not configured a public address.',
  })
  url!: string;
}
