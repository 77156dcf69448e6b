import type { Show } from '../catalog';
import { badUserInput, type Connection, connect, decodeCursor, encodeCursor, type Page } from '../platform';
import type { SeatMap } from '../seating';
import type { Availability, Seat, SeatFilter, SectionAvailability } from './inventory.graphql';
import type { InventoryParts } from './parts';
import { type PackedShow, readPackedShow } from './read-ledger';
import { letterOfStatus, type SeatLetter } from './seat-status';
import { SeatViews } from './seat-views';

/** Reads whole shows. Many who ask for one show at once share a read that began after they asked. */
export class AvailabilityReader {
  private readonly running = new Map<string, Promise<PackedShow>>();
  private readonly next = new Map<string, Promise<PackedShow>>();

  constructor(
    private readonly parts: InventoryParts,
    /** Where the live stream of a show stands. */
    private readonly position: (showId: string) => Promise<string>,
  ) {}

  async availability(show: Show): Promise<Availability> {
    // The revision first: what changes after it is told by the stream, so nothing falls between the two.
    // Without Redis there is no stream to resume; a revision that it does not know asks for a new read.
    const revision = await this.position(show.showId).catch(() => 'none');
    const { statuses, versions, availableCount } = await this.packed(show);
    return { revision, statuses, versions, availableCount };
  }

  async sections(show: Show): Promise<SectionAvailability[]> {
    const { seatMap } = await this.seatMapOf(show);
    const { statuses } = await this.packed(show);
    const terms = await this.parts.catalog.saleTermsOf(show.showId);
    const prices = seatMap.zones.map((zone) => terms?.tiers.get(zone)?.amountMinor ?? null);
    return seatMap.sections.map(({ name, from, to }) => {
      let availableCount = 0;
      let min = Number.POSITIVE_INFINITY;
      let max = 0;
      for (let seatNo = from; seatNo < to; seatNo += 1) {
        if (statuses.charCodeAt(seatNo) === AVAILABLE) availableCount += 1;
        const price = prices[seatMap.zoneOf(seatNo)];
        if (price == null) continue;
        if (price < min) min = price;
        if (price > max) max = price;
      }
      const money = (amountMinor: number) => ({ amountMinor, currency: show.currency });
      return {
        section: name,
        seatCount: to - from,
        availableCount,
        priceMin: money(Number.isFinite(min) ? min : 0),
        priceMax: money(max),
      };
    });
  }

  /** The seats in map order that fit the filter, from the cursor on. */
  async seats(show: Show, filter: SeatFilter | null, page: Page): Promise<Connection<Seat>> {
    const { seatMap, views } = await this.seatMapOf(show);
    const { statuses, versions } = await this.packed(show);
    const fits = await this.fitting(show, seatMap, filter, statuses);
    const found: Seat[] = [];
    for (let seatNo = startOf(page); seatNo < seatMap.seatCount && found.length <= page.first; seatNo += 1) {
      if (!fits(seatNo)) continue;
      // The ledger's letters are the five of the type.
      const seat = views.view({ seatNo, letter: statuses[seatNo] as SeatLetter, version: versions[seatNo] ?? 0 });
      if (seat !== null) found.push(seat);
    }
    return connect(found, page, (seat) => encodeCursor(seat.index));
  }

  async viewsOf(showId: string): Promise<SeatViews | null> {
    const terms = await this.parts.catalog.saleTermsOf(showId);
    if (terms === null || terms.seatMapVersion === null) return null;
    return new SeatViews(terms, await this.parts.seating.seatMapOf(terms.seatMapVersion));
  }

  private async fitting(show: Show, seatMap: SeatMap, filter: SeatFilter | null, statuses: string) {
    const { sections, statuses: wanted, features, priceMinorMax } = filter ?? {};
    const known = new Set(seatMap.sections.map(({ name }) => name));
    const unknown = (sections ?? []).filter((section) => !known.has(section));
    if (unknown.length > 0)
      throw badUserInput(`There are no such sections: ${unknown.join(', ')}. "Show.sections" lists them.`);
    const ranges = sections ? seatMap.sections.filter(({ name }) => sections.includes(name)) : null;
    const letters = wanted ? new Set<string>(wanted.map(letterOfStatus)) : null;
    const terms = await this.parts.catalog.saleTermsOf(show.showId);
    const zoneFits = seatMap.zones.map(
      (zone) => (terms?.tiers.get(zone)?.amountMinor ?? 0) <= (priceMinorMax ?? Number.POSITIVE_INFINITY),
    );
    return (seatNo: number): boolean =>
      (ranges === null || ranges.some(({ from, to }) => seatNo >= from && seatNo < to)) &&
      (letters === null || letters.has(statuses[seatNo] ?? '')) &&
      zoneFits[seatMap.zoneOf(seatNo)] === true &&
      (!features || features.every((feature) => seatMap.seat(seatNo)?.features.includes(feature)));
  }

  private async seatMapOf(show: Show): Promise<{ seatMap: SeatMap; views: SeatViews }> {
    const terms = await this.parts.catalog.saleTermsOf(show.showId);
    if (terms === null || terms.seatMapVersion === null) throw badUserInput('This show has no seats yet.');
    const seatMap = await this.parts.seating.seatMapOf(terms.seatMapVersion);
    return { seatMap, views: new SeatViews(terms, seatMap) };
  }

  private async packed(show: Show): Promise<PackedShow> {
    const packed = await this.read(show.showId);
    if (packed.statuses !== '' || show.seatMapVersion === null) return packed;
    // Not in the ledger yet, so nothing of it can be bought.
    const { seatCount } = await this.parts.seating.seatMapOf(show.seatMapVersion);
    return { statuses: 'B'.repeat(seatCount), versions: new Array(seatCount).fill(0), availableCount: 0 };
  }

  private read(showId: string): Promise<PackedShow> {
    const running = this.running.get(showId);
    if (running === undefined) return this.start(showId);
    let next = this.next.get(showId);
    if (next === undefined) {
      const begin = () => {
        this.next.delete(showId);
        return this.start(showId);
      };
      next = running.then(begin, begin);
      this.next.set(showId, next);
    }
    return next;
  }

  private start(showId: string): Promise<PackedShow> {
    const reading = readPackedShow(this.parts.database, showId).finally(() => this.running.delete(showId));
    this.running.set(showId, reading);
    return reading;
  }
}

const AVAILABLE = 'A'.charCodeAt(0);

function startOf({ after }: Page): number {
  if (after === null) return 0;
  const [index] = decodeCursor(after, 1);
  return typeof index === 'number' && Number.isSafeInteger(index) && index >= 0 ? index + 1 : 0;
}
