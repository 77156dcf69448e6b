import type { SqlExecutor } from '../../platform';
import type { EventConditions } from '../search/event-conditions';
import type { FacetName } from '../search/show-conditions.sql';
import { countAllFacets, countFacet, type FacetRow, isGathered } from './count-facets.sql';

/**
 * Counts the facets of a list, each under all other conditions, when they are asked for: of a narrow list all by one
 * statement, of a broad one each by its own. Equal questions of one operation are answered once.
 */
export class FacetCounter {
  private all: Promise<readonly FacetRow[]> | undefined;
  private readonly each = new Map<FacetName, Promise<readonly FacetRow[]>>();

  /** Null conditions: nothing can match. */
  constructor(
    private readonly reader: SqlExecutor,
    private readonly conditions: EventConditions | null,
  ) {}

  async count(facet: FacetName): Promise<readonly FacetRow[]> {
    if (this.conditions === null) return [];
    if (isGathered(this.conditions)) {
      this.all ??= this.run(countAllFacets(this.conditions));
      return (await this.all).filter((row) => row.facet === facet);
    }
    let counted = this.each.get(facet);
    if (counted === undefined) {
      counted = this.run(countFacet(facet, this.conditions));
      this.each.set(facet, counted);
    }
    return counted;
  }

  private run({ statement, values }: ReturnType<typeof countFacet>): Promise<readonly FacetRow[]> {
    return this.reader.run<FacetRow>(statement, values);
  }
}
