import DataLoader from 'dataloader';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { mayRunShow, Show } from '../catalog';
import { type Clock, type RequestContext, type SqlExecutor, Work } from '../platform';
import { SalesFigures } from './sales-figures.graphql';
import { readSalesFigures } from './sales-figures.sql';

/** The seats and orders of a show, for the estimate of a document's cost: a large arena. */
const RECORDS_ASSUMED = 100_000;
/** Shows of one statement. */
const SHOWS_MAX = 25;

type SalesFiguresRow = Omit<SalesFigures, 'gross' | 'refunded' | 'net' | 'asOf'> & {
  readonly showId: string;
  readonly grossMinor: number;
  readonly refundedMinor: number;
};

@Resolver(() => Show)
export class SalesFiguresResolver {
  constructor(
    private readonly database: SqlExecutor,
    private readonly clock: Clock,
  ) {}

  @Work({ statementsTogether: 1, records: RECORDS_ASSUMED })
  @FieldResolver(() => SalesFigures, {
    nullable: true,
    description: 'How the show sells, for its organizers and admins; null for others.',
  })
  async salesFigures(@Root() show: Show, @Ctx() request: RequestContext): Promise<SalesFigures | null> {
    if (!(await mayRunShow(request.caller, show, 'figures'))) return null;
    request.budget.spend({ statements: 1, records: RECORDS_ASSUMED });
    const { row, asOf } = await this.loaderOf(request).load(show.showId);
    const { showId: _, grossMinor, refundedMinor, ...counts } = row;
    const money = (amountMinor: number) => ({ amountMinor, currency: show.currency });
    return {
      ...counts,
      ...{ gross: money(grossMinor), refunded: money(refundedMinor), net: money(grossMinor - refundedMinor) },
      asOf,
    };
  }

  /** The figures of all shows that one operation asks for are one statement. */
  private loaderOf(request: RequestContext): DataLoader<string, { row: SalesFiguresRow; asOf: Date }> {
    return request.once(this, () => {
      return new DataLoader<string, { row: SalesFiguresRow; asOf: Date }>(
        async (showIds) => {
          const asOf = this.clock.now();
          const rows = await this.database.run<SalesFiguresRow>(readSalesFigures, [showIds]);
          const byShow = new Map(rows.map((row) => [row.showId, row]));
          return showIds.map((showId) => {
            const row = byShow.get(showId);
            return row === undefined ? new Error(`Show ${showId} has no figures`) : { row, asOf };
          });
        },
        { maxBatchSize: SHOWS_MAX },
      );
    });
  }
}
