import DataLoader from 'dataloader';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { maySeeOrganized, Venue } from '../catalog';
import { type RequestContext, type SqlExecutor, Work } from '../platform';
import { seatMapPath } from './seat-map.route';
import { listVenueSeatMaps } from './seat-map.sql';
import { VenueSeatMap } from './seating.graphql';

const MAPS_MAX = 50;

type VenueSeatMapRow = Omit<VenueSeatMap, 'url'> & { readonly venueId: string };

@Resolver(() => Venue)
export class VenueSeatMapsResolver {
  constructor(
    private readonly database: SqlExecutor,
    private readonly publicUrl: string,
  ) {}

  @Work({ statementsTogether: 1, items: MAPS_MAX })
  @FieldResolver(() => [VenueSeatMap], {
    nullable: true,
    description: `The maps that were published for it, the latest first, at most ${MAPS_MAX}. For its organizer, members of the organization and admins; null for others.`,
  })
  async seatMaps(@Root() venue: Venue, @Ctx() request: RequestContext): Promise<VenueSeatMap[] | null> {
    if (!(await maySeeOrganized(request.caller, venue))) return null;
    const rows = await this.mapsOf(request).load(venue.venueId);
    return rows.map(({ venueId: _, ...map }) => ({ ...map, url: `${this.publicUrl}${seatMapPath(map.version)}` }));
  }

  /** One statement for all venues of an operation. */
  private mapsOf(request: RequestContext): DataLoader<string, VenueSeatMapRow[]> {
    return request.once(
      this,
      () =>
        new DataLoader(async (venueIds) => {
          const rows = await this.database.run<VenueSeatMapRow>(listVenueSeatMaps, [venueIds, MAPS_MAX]);
          return venueIds.map((id) => rows.filter(({ venueId }) => venueId === id));
        }),
    );
  }
}
