import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../../platform';
import { PriceTier } from '../prices/price-tier.graphql';
import { showStatuses } from './show.graphql';

@ObjectType({ description: 'The state of a show after a change by its organizer.' })
export class ShowChanged {
  @Field({
    description: 'The position of the stream. Opaque; pass the last one received as `after` to resume.',
  })
  revision!: string;

  @Field(() => showStatuses, {
    description:
      'The status at the moment of the change. Time and sales change it later without a message: see `salesOpenAt` and `salesCloseAt`.',
  })
  status!: keyof typeof showStatuses;

  @Field(() => DateTime)
  startsAt!: Date;

  @Field(() => DateTime)
  doorsAt!: Date;

  @Field(() => DateTime)
  salesOpenAt!: Date;

  @Field(() => DateTime)
  salesCloseAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'As in `Show`.' })
  fullReturnUntil!: Date | null;

  @Field(() => String, { nullable: true, description: 'As in `Show`.' })
  pauseMessage!: string | null;

  @Field(() => Int, { description: 'As in `Show`.' })
  seatsPerBuyerMax!: number;

  @Field(() => [PriceTier], {
    description: 'As in `Show`: the most expensive first. Seats that are held keep their prices.',
  })
  priceTiers!: PriceTier[];
}
