import DataLoader from 'dataloader';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Resolver, Root, Subscription } from 'type-graphql';
import { mayRunShow, Show } from '../catalog';
import { type RequestContext, streamOfModule, Work } from '../platform';
import { type FiguresContext, readFigures } from './read-sales-figures';
import { BlockedFigures, SalesFigures } from './sales-figures.graphql';
import { selectsAny } from './selects-any';

/** The seats of a show, for the estimate of a document's cost: a large arena. */
const RECORDS_ASSUMED = 50_000;
/** Shows of one statement. */
const SHOWS_MAX = 25;
/** Without them nothing is read of the seats that were sold. */
const PARTS: ReadonlySet<string> = new Set(['bySection', 'byZone'] satisfies (keyof SalesFigures)[]);

@Resolver(() => Show)
export class SalesFiguresResolver {
  constructor(private readonly context: FiguresContext) {}

  @Work({ statementsTogether: 1, records: RECORDS_ASSUMED })
  @FieldResolver(() => SalesFigures, {
    nullable: true,
    description: 'How the show sells, for its organizers and admins; null for others.',
  })
  async salesFigures(
    @Root() show: Show,
    @Ctx() request: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SalesFigures | null> {
    if (!(await mayRunShow(request.caller, show, 'figures'))) return null;
    request.budget.spend({ statements: 1, records: RECORDS_ASSUMED });
    return this.loaderOf(request)[selectsAny(info, PARTS) ? 'withParts' : 'withoutParts'].load(show);
  }

  @Work({ statements: 1, records: RECORDS_ASSUMED })
  @Subscription(() => SalesFigures, {
    subscribe: streamOfModule,
    description:
      'Sends how a show sells, then after each change: at most once a second, and at most two seconds after it. For its organizers.',
  })
  salesChanged(@Root() figures: SalesFigures, @Arg('showId', () => ID) _showId: string): SalesFigures {
    return figures;
  }

  /** The figures of all shows that one operation asks for are one statement. */
  private loaderOf(
    request: RequestContext,
  ): Record<'withParts' | 'withoutParts', DataLoader<Show, SalesFigures, string>> {
    return request.once(this, () => {
      const loader = (withParts: boolean) =>
        new DataLoader<Show, SalesFigures, string>((shows) => readFigures(this.context, shows, { withParts }), {
          maxBatchSize: SHOWS_MAX,
          cacheKeyFn: ({ showId }) => showId,
        });
      return { withParts: loader(true), withoutParts: loader(false) };
    });
  }
}

@Resolver(() => SalesFigures)
export class BlockedFiguresResolver {
  @Work({ statements: 1, records: RECORDS_ASSUMED / 10 })
  @FieldResolver(() => [BlockedFigures], {
    description:
      'Why the seats of `blockedCount` are blocked: their sum is this count. A block that was given another reason may be counted by the one before for a second.',
  })
  async blockedByKind(@Root() figures: SalesFigures): Promise<BlockedFigures[]> {
    return [...(await figures.countBlocked())];
  }
}
