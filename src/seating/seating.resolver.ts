import DataLoader from 'dataloader';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Show } from '../catalog';
import { type RequestContext, type SqlExecutor, serviceUnavailable } from '../platform';
import { seatMapPath } from './seat-map.route';
import { readSeatCounts } from './seat-map.sql';
import { SeatMapType } from './seating.graphql';

@Resolver(() => Show)
export class SeatMapResolver {
  constructor(
    private readonly readerOf: (request: RequestContext) => SqlExecutor,
    private readonly publicUrl: string,
  ) {}

  @FieldResolver(() => SeatMapType, {
    description:
      'The fixed geometry of the venue for this show. After sales have opened, another version can replace it only if no held or sold seat is lost; subscribers of `seatStatusChanged` then receive `resyncRequired`.',
  })
  async seatMap(@Root() show: Show, @Ctx() context: RequestContext): Promise<SeatMapType> {
    const version = show.seatMapVersion;
    if (version === null) throw serviceUnavailable('This show has no seat map yet.');
    const seatCount = await this.seatCounts(context).load(version);
    return { version, seatCount, url: `${this.publicUrl}${seatMapPath(version)}` };
  }

  /** One statement for all shows of an operation; the maps themselves stay where they are. */
  private seatCounts(context: RequestContext): DataLoader<string, number> {
    return context.once(
      this,
      () =>
        new DataLoader(async (versions) => {
          const rows = await this.readerOf(context).run<{ version: string; seatCount: number }>(readSeatCounts, [
            versions,
          ]);
          const counts = new Map(rows.map(({ version, seatCount }) => [version, seatCount]));
          return versions.map((version) => counts.get(version) ?? new Error(`There is no seat map ${version}`));
        }),
    );
  }
}
