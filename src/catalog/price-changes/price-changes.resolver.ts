import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { badUserInput, decodeId, encodeId, type RequestContext, Work } from '../../platform';
import type { CatalogContext } from '../context';
import type { SaleTerms } from '../sale-terms/sale-terms';
import { requireShowOrganizer } from '../shows/show-organizer';
import {
  CancelPriceChangeInput,
  PriceChange,
  PriceChangesPayload,
  SchedulePriceChangeInput,
} from './price-changes.graphql';
import { cancelPriceChange, priceChangesOf, schedulePriceChange } from './schedule-price-change';

@Resolver()
export class PriceChangesResolver {
  constructor(private readonly context: CatalogContext) {}

  @Mutation(() => PriceChangesPayload, {
    description:
      'Changes prices at an instant, by itself. Who holds seats at that moment buys them at the price before. For organizers of the show.',
  })
  async schedulePriceChange(
    @Arg('input', () => SchedulePriceChangeInput) { showId, at, prices }: SchedulePriceChangeInput,
    @Ctx() request: RequestContext,
  ): Promise<PriceChangesPayload> {
    await requireShowOrganizer(this.context.terms, request, decodeId('show', showId));
    // Prices that were set a moment ago count.
    const show = await this.context.terms.refresh(decodeId('show', showId) ?? '');
    if (show === null) throw badUserInput('There is no such show.');
    await schedulePriceChange(this.context, request, show, { at, prices });
    return { priceChanges: await this.read(show) };
  }

  @Mutation(() => PriceChangesPayload, {
    description: 'Takes back a price change that has not happened yet. For organizers of the show.',
  })
  async cancelPriceChange(
    @Arg('input', () => CancelPriceChangeInput) { showId, changeId }: CancelPriceChangeInput,
    @Ctx() request: RequestContext,
  ): Promise<PriceChangesPayload> {
    const show = await requireShowOrganizer(this.context.terms, request, decodeId('show', showId));
    const id = decodeId('pricechange', changeId);
    if (id === null) throw badUserInput('"changeId" is not the id of a price change.');
    await cancelPriceChange(this.context, request, show, id);
    return { priceChanges: await this.read(show) };
  }

  @Work({ statements: 1, items: 5 })
  @Query(() => [PriceChange], {
    description:
      'The price changes of a show: those to come, the next one first, and then those that were applied; at most 200. For organizers of the show.',
  })
  async priceChanges(@Arg('showId', () => ID) id: string, @Ctx() request: RequestContext): Promise<PriceChange[]> {
    return this.read(await requireShowOrganizer(this.context.terms, request, decodeId('show', id)));
  }

  private async read({ showId, currency }: SaleTerms): Promise<PriceChange[]> {
    return (await priceChangesOf(this.context, showId)).map(({ changeId, at, prices, appliedAt }) => ({
      ...{ changeId: encodeId('pricechange', changeId), at, appliedAt },
      prices: prices.map(({ zone, amountMinor }) => ({ zone, price: { amountMinor, currency } })),
    }));
  }
}
