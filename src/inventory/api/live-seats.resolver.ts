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
      "Sends first a message without changes that contains the current `revision` or, if `after` is given,\nthe changes since that revision; then every change of the show's seats. No token is required.",
  })
  seatStatusChanged(
    @Root() event: SeatEvent,
    @Arg('showId', () => ID) showId: string,
    @Arg('after', () => String, { nullable: true }) _after?: string,
  ): SeatStatusChanged | Promise<SeatStatusChanged> {
    // The stream is that of a show, so the id is one.
    const uuid = decodeId('show', showId) ?? '';
    const known = asksForResync(event) ? undefined : this.indexes.of(uuid);
    // Mostly known, and then told in the same turn.
    if (known !== undefined) return toSeatStatusChanged(uuid, event, known);
    return this.indexes.refresh(uuid).then((numbering) => toSeatStatusChanged(uuid, event, numbering));
  }
}
