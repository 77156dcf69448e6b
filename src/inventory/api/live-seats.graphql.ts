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

@ObjectType({ description: 'Changes of the seats of one show, collected over a short time.' })
export class SeatStatusChanged {
  @Field({
    description:
      'The position of the stream after these changes. Opaque; pass the last one received as `after` to resume.',
  })
  revision!: string;

  @Field({
    description:
      'True if the changes since `after` are no longer available: read `Show.availability` again,\nthen continue to apply changes.',
  })
  resyncRequired!: boolean;

  @Field(() => [SeatChange], {
    description: 'Apply a change only if its `version` is greater than the version that the client has for this seat.',
  })
  changes!: SeatChange[];

  @Field({
    description:
      'True in the one message after which the wheelchair and companion places that are left are sold like all other seats. See `Show.accessibleReleasedAt`.',
  })
  accessibleReleased!: boolean;
}
