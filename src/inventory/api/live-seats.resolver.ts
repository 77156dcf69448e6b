import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import { decodeId, streamOfModule } from '../../platform';
import type { LiveSeatIndexes } from '../live/live-seat-indexes';
import { asksForResync, type SeatEvent, toSeatStatusChanged } from '../live/seat-topic';
import { SeatStatusChanged } from './live-seats.graphql';

@Resolver()
export class LiveSeatsResolver {
  constructor(private readonly indexes: LiveSeatIndexes) {}

  @Subscription(() => SeatStatusChanged, {
    subscribe: streamOfModule,
    description:
      "First a message without changes, with the current `revision`, or what was missed since `after`;\nthen every change of the show's seats. No token needed.",
  })
  seatStatusChanged(
    @Root() event: SeatEvent,
    @Arg('showId', () => ID) showId: string,
    @Arg('after', () => String, { nullable: true }) _after?: string,
  ): SeatStatusChanged | Promise<SeatStatusChanged> {
    // The stream is that of a show, so the id is one.
    const uuid = decodeId('show', showId) ?? '';
    const known = asksForResync(event) ? undefined : this.indexes.of(uuid);
    // Usually known, and then sent in the same turn of the event loop.
    if (known !== undefined) return toSeatStatusChanged(uuid, event, known);
    return this.indexes.refresh(uuid).then((numbering) => toSeatStatusChanged(uuid, event, numbering));
  }
}
