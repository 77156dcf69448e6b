import { Field, ID, Int, ObjectType } from 'type-graphql';
import { SeatStatus } from '../ledger/seat-status';

@ObjectType()
export class SeatChange {
  @Field(() => ID)
  seatId!: string;

  @Field(() => Int)
  index!: number;

  @Field(() => SeatStatus)
  status!: SeatStatus;

  @Field(() => Int)
  version!: number;
}

@ObjectType({ description: 'What changed in one show, within one short window.' })
export class SeatStatusChanged {
  @Field({
    description: 'Where the stream stands after these changes. Opaque; pass the last one seen as `after` to resume.',
  })
  revision!: string;

  @Field({
    description:
      'True where the changes since `after` are no longer available: read `Show.availability` again,\nthen continue to apply changes.',
  })
  resyncRequired!: boolean;

  @Field(() => [SeatChange], { description: 'Apply each only where its `version` is greater than the one you hold.' })
  changes!: SeatChange[];
}
