import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import { type Clock, decodeId, streamOfModule } from '../../platform';
import type { TopicEvent } from '../../realtime';
import type { SaleTermsCache } from '../sale-terms/sale-terms-cache';
import { ShowChanged } from './show-changes.graphql';
import { isWhole, type ShowMessage, type ShowState, showStateOf } from './show-topic';

@Resolver()
export class ShowChangesResolver {
  constructor(
    private readonly terms: SaleTermsCache,
    private readonly clock: Clock,
  ) {}

  @Subscription(() => ShowChanged, {
    subscribe: streamOfModule,
    description:
      'Sends the state of a show first, then its state after each change by its organizer, such as a pause, a cancellation, another start or other prices. No token is required.',
  })
  async showChanged(
    @Root() event: TopicEvent<ShowMessage>,
    @Arg('showId', () => ID) showId: string,
    @Arg('after', () => String, { nullable: true }) _after?: string,
  ): Promise<ShowChanged> {
    const { revision } = event;
    const isState = event.kind === 'message' && isWhole(event.message);
    return changedOf(revision, isState ? event.message : await this.read(showId));
  }

  /** Many who begin to watch at once share one read. */
  private async read(id: string): Promise<ShowState> {
    const showId = decodeId('show', id);
    const terms = showId === null ? null : await this.terms.refresh(showId);
    if (terms === null) throw new Error(`Show ${id} was there when its stream was opened`);
    return showStateOf(terms, this.clock.now());
  }
}

const changedOf = (revision: string, state: ShowState): ShowChanged => ({
  revision,
  status: state.status,
  startsAt: new Date(state.startsAt),
  doorsAt: new Date(state.doorsAt),
  salesOpenAt: new Date(state.salesOpenAt),
  salesCloseAt: new Date(state.salesCloseAt),
  fullReturnUntil: state.fullReturnUntil === null ? null : new Date(state.fullReturnUntil),
  pauseMessage: state.pauseMessage,
  seatsPerBuyerMax: state.seatsPerBuyerMax,
  priceTiers: state.tiers.map(({ zone, name, amountMinor }) => ({
    ...{ zone, name },
    price: { amountMinor, currency: state.currency },
  })),
});
