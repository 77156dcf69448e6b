import type { SqlExecutor } from '../../platform';
import type { EventConditions } from '../search/event-conditions';
import type { FacetName } from '../search/show-conditions.sql';
import { countFacet, type FacetRow, isGathered } from './count-facets.sql';
import { countRanges, countTogether, NARROW_SHOWS_MAX, type RangeCount } from './count-together.sql';

type Counted = Promise<ReadonlyMap<FacetName, readonly FacetRow[]>>;

/**
 * Counts the facets of a list, each under all other conditions, when they are asked for: those of a narrow list that are
 * asked for at once by one statement, each of a broad one by its own. Where the filter has a range of time, one more
 * statement finds out whether it is narrow. Equal questions of one operation are answered once.
 */
export class FacetCounter {
  private readonly counted = new Map<FacetName, Counted>();
  /** The range of time that leaves few shows, found out once. */
  private narrowBy: Promise<RangeCount['column'] | null> | undefined;
  /** Facets of a narrow list that the next statement counts. */
  private next: { readonly facets: FacetName[]; readonly counted: Counted } | undefined;

  /** Null conditions: nothing can match. */
  constructor(
    private readonly reader: SqlExecutor,
    private readonly conditions: EventConditions | null,
  ) {}

  async count(facet: FacetName): Promise<readonly FacetRow[]> {
    const { conditions } = this;
    if (conditions === null) return [];
    let counted = this.counted.get(facet);
    if (counted === undefined) {
      counted = this.start(facet, conditions);
      this.counted.set(facet, counted);
    }
    return (await counted).get(facet) ?? [];
  }

  private async start(facet: FacetName, conditions: EventConditions): Counted {
    if (isGathered(conditions)) return this.join(facet, conditions, null);
    this.narrowBy ??= this.findNarrowRange(conditions);
    const narrowBy = await this.narrowBy;
    return narrowBy === null ? this.run(countFacet(facet, conditions)) : this.join(facet, conditions, narrowBy);
  }

  private async findNarrowRange(conditions: EventConditions): Promise<RangeCount['column'] | null> {
    const counting = countRanges(conditions);
    if (counting === null) return null;
    const counts = await this.reader.run<RangeCount>(counting.statement, counting.values);
    const [least] = counts.sort((one, other) => one.count - other.count);
    return least !== undefined && least.count <= NARROW_SHOWS_MAX ? least.column : null;
  }

  private join(facet: FacetName, conditions: EventConditions, narrowBy: RangeCount['column'] | null): Counted {
    if (this.next === undefined) {
      const facets: FacetName[] = [];
      // The fields of one selection are resolved one after the other before anything else runs.
      const counted = Promise.resolve().then(() => {
        this.next = undefined;
        return this.run(countTogether(facets.sort(), conditions, narrowBy));
      });
      this.next = { facets, counted };
    }
    this.next.facets.push(facet);
    return this.next.counted;
  }

  private async run({ statement, values }: ReturnType<typeof countFacet>): Counted {
    const rows = await this.reader.run<FacetRow>(statement, values);
    const byFacet = new Map<FacetName, FacetRow[]>();
    for (const row of rows) byFacet.set(row.facet, [...(byFacet.get(row.facet) ?? []), row]);
    return byFacet;
  }
}
