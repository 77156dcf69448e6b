import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import { type Catalog, mayRunShow, Show } from '../../catalog';
import { type RequestContext, streamOfModule, Work } from '../../platform';
import { type PaceContext, readSalesPace } from './read-sales-pace';
import { SalesPace } from './sales-pace.graphql';
import { HOLDS_MAX, ORDERS_MAX } from './sales-pace.sql';

const RECORDS_ASSUMED = HOLDS_MAX + 2 * ORDERS_MAX;

@Resolver(() => Show)
export class SalesPaceResolver {
  constructor(
    private readonly context: PaceContext,
    private readonly catalog: Pick<Catalog, 'saleTermsOf'>,
  ) {}

  @Work({ statements: 1, records: RECORDS_ASSUMED })
  @FieldResolver(() => SalesPace, {
    nullable: true,
    description: 'How fast the show sells now, for members who see its figures; null for others.',
  })
  async salesPace(@Root() show: Show, @Ctx() request: RequestContext): Promise<SalesPace | null> {
    if (!(await mayRunShow(request.caller, show, 'figures'))) return null;
    request.budget.spend({ statements: 1, records: RECORDS_ASSUMED });
    const terms = await this.catalog.saleTermsOf(show.showId);
    return terms === null ? null : readSalesPace(this.context, terms);
  }

  @Work({ statements: 1, records: RECORDS_ASSUMED })
  @Subscription(() => SalesPace, {
    subscribe: streamOfModule,
    description:
      'Sends how fast a show sells, then again where that has changed, at most once a second. For members who see its figures.',
  })
  salesPaceChanged(@Root() pace: SalesPace, @Arg('showId', () => ID) _showId: string): SalesPace {
    return pace;
  }
}
