import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType('SeatMap', {
  description: 'Fixed geometry. Equal `version` means equal content, so it may be cached for ever.',
})
export class SeatMapType {
  @Field()
  version!: string;

  @Field(() => Int)
  seatCount!: number;

  @Field({
    description:
      'The whole geometry as JSON over HTTP GET: immutable, compressed, fit for a CDN. Relative to the address of the ' +
      'API where the service was given no public one.',
  })
  url!: string;
}
