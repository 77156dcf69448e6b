import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { type Clock, DateTime, KeptForAMoment, type Readers, type RequestContext, Work } from '../../platform';
import { EventConnection } from '../events/event.graphql';
import type { EventPage } from '../listing/list-events';
import type { FacetName } from '../search/show-conditions.sql';
import { FacetCounter } from './count-facets';
import type { FacetRow } from './count-facets.sql';
import { EventFacets, FacetValue, PriceFacetValue } from './facets.graphql';

/** The lower ends of the steps in which prices are counted: those of `price_bucket_of` in the database. */
const PRICE_STEPS = [0, 2500, 5000, 10_000, 20_000];

interface FacetsRoot extends EventFacets {
  readonly counter: FacetCounter;
  readonly page: EventPage;
}

/** What a page of events says beside its events. */
@Resolver(() => EventConnection)
export class EventConnectionResolver {
  constructor(
    private readonly readers: Readers,
    private readonly clock: Clock,
  ) {}

  @KeptForAMoment()
  @FieldResolver(() => DateTime, {
    description:
      'The answer has everything that was written before. Earlier than now by two seconds at most, where a replica may have been read.',
  })
  async asOf(@Ctx() request: RequestContext): Promise<Date> {
    return new Date(this.clock.now().getTime() - (await this.readers.behindMs(request)));
  }

  @Work({ statements: 0 })
  @KeptForAMoment()
  @FieldResolver(() => EventFacets)
  facets(@Root() page: EventPage, @Ctx() request: RequestContext): FacetsRoot {
    // Under several names in one document they are still counted once.
    const counter = request.once(page, () => new FacetCounter(this.readers.of(request), page.conditions));
    return { counter, page };
  }

  @KeptForAMoment()
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The text of the filter as it was understood, where a word was misspelled; else null.',
  })
  correctedText(@Root() page: EventPage): string | null {
    return page.correctedText;
  }
}

/** About what a broad facet looks at: a thousand events of each of its values. */
const RECORDS = 60_000;

@Resolver(() => EventFacets)
export class EventFacetsResolver {
  @Work({ statements: 1, records: RECORDS })
  @KeptForAMoment()
  @FieldResolver(() => [FacetValue])
  categories(@Root() { counter }: FacetsRoot): Promise<FacetValue[]> {
    return valuesOf(counter, 'category');
  }

  @Work({ statements: 1, records: RECORDS })
  @KeptForAMoment()
  @FieldResolver(() => [FacetValue])
  cities(@Root() { counter }: FacetsRoot): Promise<FacetValue[]> {
    return valuesOf(counter, 'city');
  }

  @Work({ statements: 1, records: RECORDS })
  @KeptForAMoment()
  @FieldResolver(() => [FacetValue], { description: 'Where the venue is, as `2026-11`.' })
  async months(@Root() { counter }: FacetsRoot): Promise<FacetValue[]> {
    const values = await valuesOf(counter, 'month');
    return values.map(({ value, ...rest }) => ({ value: `${value.slice(0, 4)}-${value.slice(4)}`, ...rest }));
  }

  @Work({ statements: 1, records: RECORDS })
  @KeptForAMoment()
  @FieldResolver(() => [PriceFacetValue])
  async prices(@Root() { counter, page }: FacetsRoot): Promise<PriceFacetValue[]> {
    const { priceMin = null, priceMax = null } = page.conditions ?? {};
    return (await counter.count('price')).map(({ value, count }) => {
      const step = Number(value);
      const priceMinorMin = PRICE_STEPS[step] ?? 0;
      const next = PRICE_STEPS[step + 1];
      const priceMinorMax = next === undefined ? null : next - 1;
      const selected = priceMin === priceMinorMin && priceMax === priceMinorMax;
      return { priceMinorMin, priceMinorMax, count, selected };
    });
  }

  @Work({ statements: 1, records: RECORDS })
  @KeptForAMoment()
  @FieldResolver(() => FacetValue, { description: 'Events with free seats. The value is `true`.' })
  async available(@Root() { counter, page }: FacetsRoot): Promise<FacetValue> {
    const [counted] = await counter.count('available');
    return { value: 'true', count: counted?.count ?? 0, selected: page.conditions?.available === true };
  }
}

const facetValueOf = ({ value, count, isSelected }: FacetRow): FacetValue => ({ value, count, selected: isSelected });

const valuesOf = async (counter: FacetCounter, facet: FacetName): Promise<FacetValue[]> =>
  (await counter.count(facet)).map(facetValueOf);
