import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({
  description:
    'That no seat was sold twice: `placeCount` is the sum of the five counts that follow it, and no seat is in two orders.',
})
export class InventoryProof {
  @Field(() => Int)
  placeCount!: number;

  @Field(() => Int)
  freeCount!: number;

  @Field(() => Int)
  heldCount!: number;

  @Field(() => Int)
  reservedCount!: number;

  @Field(() => Int)
  soldCount!: number;

  @Field(() => Int)
  blockedCount!: number;

  @Field(() => Int, { description: 'Counted in the orders themselves. Always 0.' })
  seatsInSeveralOrders!: number;

  @Field({
    description:
      "Where the show's stream stood when the seats were counted. `seatStatusChanged(after:)` continues from here.",
  })
  revision!: string;
}
