import { Field } from 'type-graphql';
import { EventFilter } from '../catalog';
import { SeatFeatureEnum } from './seating.graphql';

// A field of a type of the catalog, which knows nothing of seats: it compares what `readSeatFeaturesBy` makes of it.
Field(() => [SeatFeatureEnum], {
  nullable: true,
  description:
    'Matches events with a show that has seats or standing areas with each of these features: not necessarily all on one seat, and not necessarily free. Empty is ignored.',
})(EventFilter.prototype, 'features');
