import type { Show } from '../../catalog';
import {
  badUserInput,
  type Connection,
  connect,
  decodeCursor,
  encodeCursor,
  type Page,
  serviceUnavailable,
} from '../../platform';
import { SeatViews } from '../api/seat-views';
import type { Availability, Seat, SeatFilter, SectionAvailability } from '../api/seats.graphql';
import type { InventoryContext } from '../context';
import type { SeatState } from '../ledger/seat-state';
import { type SeatCode, seatStatusOf } from '../ledger/seat-status';
import type { SeatLayout } from '../seat-map/seat-layouts';
import { countSections } from './count-sections';
import { type PackedShow, readPackedShow, readRetiredSeats } from './read-seats.sql';
import { seatFilter } from './seat-filter';

export interface SeatCounts {
  readonly revision: string;
  readonly places: number;
  readonly free: number;
  readonly held: number;
  readonly reserved: number;
  readonly sold: number;
  readonly blocked: number;
}

/** Awaited after a read and before the work on it, so that many reads that end together do not work in one turn. */
export type Turn = () => Promise<void> | null;
const none: Turn = () => null;

/** Reads whole shows. Many who ask for one show at once share a read that began after they asked. */
export class AvailabilityReader {
  private readonly running = new Map<string, Promise<PackedShow>>();
  private readonly next = new Map<string, Promise<PackedShow>>();

  constructor(
    private readonly context: InventoryContext,
    /** Where the live stream of a show stands. */
    private readonly position: (showId: string) => Promise<string>,
  ) {}

  async availability(show: Show): Promise<Availability> {
    // The revision first: the stream carries what changes after it, so no change is missed between the two.
    // Without Redis there is no stream to resume; a revision that it does not know asks for a new read.
    const revision = await this.position(show.showId).catch(() => 'none');
    if (!(await this.hasSeats(show))) return { revision, statuses: '', versions: [], availableCount: 0 };
    const { statuses, versions, availableCount } = await this.packed(show);
    return { revision, statuses, versions, availableCount };
  }

  /** How many seats have each status, and a position of the stream from which on changes may be missing in it. */
  async countByStatus(show: Show): Promise<SeatCounts> {
    const { revision, statuses } = await this.availability(show);
    const counts: Record<SeatCode, number> = { A: 0, H: 0, R: 0, S: 0, B: 0, X: 0 };
    // The ledger writes no other codes.
    for (const code of statuses) counts[code as SeatCode] += 1;
    const { A: free, H: held, R: reserved, S: sold, B: blocked } = counts;
    return { revision, places: statuses.length, free, held, reserved, sold, blocked };
  }

  async sections(show: Show, turn: Turn = none): Promise<SectionAvailability[]> {
    if (!(await this.hasSeats(show))) return [];
    const { seatMap } = await this.layoutOf(show);
    const { statuses } = await this.packed(show);
    await turn();
    const terms = await this.context.catalog.saleTermsOf(show.showId);
    return countSections(seatMap, statuses, { currency: show.currency, tiers: terms?.tiers });
  }

  /** The seats in map order that fit the filter, from the cursor on. */
  async seats(show: Show, filter: SeatFilter | null, page: Page, turn: Turn = none): Promise<Connection<Seat>> {
    if (!(await this.hasSeats(show))) return connect<Seat>([], page, () => '');
    const { seatMap, numbering } = await this.layoutOf(show);
    const views = await this.viewsAs(show);
    const { statuses, versions } = await this.packed(show);
    await turn();
    const terms = await this.context.catalog.saleTermsOf(show.showId);
    const seatsThatFit = seatFilter(seatMap, terms, filter ?? {});
    const found: Seat[] = [];
    let index = seatsThatFit.next(startOf(page), statuses);
    while (index < seatMap.seatCount && found.length <= page.first) {
      const seatNo = numbering.seatNoAt(index);
      // The ledger writes no other codes.
      const status = seatStatusOf(statuses[index] as SeatCode);
      const seat = views.view({ seatNo, status, version: versions[index] ?? 0 });
      if (seat !== null) found.push(seat);
      index = seatsThatFit.next(index + 1, statuses);
    }
    return connect(found, page, (seat) => encodeCursor(seat.index));
  }

  /** One seat by its place in the map. */
  async seatAt(show: Show, index: number): Promise<Seat | null> {
    const layout = await this.context.seatLayouts.of(show);
    const seatNo = layout?.numbering.seatNoAt(index) ?? -1;
    return seatNo < 0 ? null : (await this.viewsAs(show)).view({ seatNo });
  }

  /** Seats by their numbers, also those that the show's map has no more. Those that there never were are left out. */
  async seatsOf(showId: string, wanted: readonly Omit<SeatState, 'showId'>[]): Promise<Seat[]> {
    const { catalog, seatLayouts, seating, database } = this.context;
    const terms = await catalog.saleTermsOf(showId);
    const layout = terms === null ? null : await seatLayouts.of(terms);
    if (terms === null || layout === null) return [];
    const views = new SeatViews(terms, layout);
    const found = new Map(wanted.map((seat) => [seat.seatNo, views.view(seat)]));
    const gone = wanted.filter(({ seatNo }) => found.get(seatNo) === null);
    const retired =
      gone.length === 0
        ? []
        : await readRetiredSeats(
            database,
            showId,
            gone.map(({ seatNo }) => seatNo),
          );
    for (const { seatNo, seatMapVersion, mapIndex } of retired) {
      const state = gone.find((seat) => seat.seatNo === seatNo) ?? { seatNo };
      found.set(seatNo, views.viewRetired(state, await seating.seatMapOf(seatMapVersion), mapIndex));
    }
    return wanted.flatMap(({ seatNo }) => found.get(seatNo) ?? []);
  }

  /** False for a show without a map: its fields are empty, so that it does not null the list that names it. */
  private async hasSeats(show: Show): Promise<boolean> {
    return (await this.context.seatLayouts.of(show)) !== null;
  }

  private async layoutOf(show: Show): Promise<SeatLayout> {
    const layout = await this.context.seatLayouts.of(show);
    if (layout === null) throw badUserInput('This show has no seats yet.');
    return layout;
  }

  /** The views of the seats in the map that this read of the show names. */
  private async viewsAs(show: Show): Promise<SeatViews> {
    const terms = await this.context.catalog.saleTermsOf(show.showId);
    if (terms === null) throw new Error(`Show ${show.showId} has no terms`);
    return new SeatViews(terms, await this.layoutOf(show));
  }

  private async packed(show: Show): Promise<PackedShow> {
    const packed = await this.read(show.showId);
    // The map that the same answer names would have its seats elsewhere.
    if (packed.seatNumberingId !== show.seatNumberingId)
      throw serviceUnavailable('The seat map of this show was replaced at this moment. Read it again.');
    if (packed.statuses !== '' || show.seatMapVersion === null) return packed;
    // Not in the ledger yet, so nothing of it can be bought.
    const { seatCount } = await this.context.seating.seatMapOf(show.seatMapVersion);
    return { ...packed, statuses: 'B'.repeat(seatCount), versions: new Array(seatCount).fill(0) };
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
    const reading = this.readInMapOrder(showId).finally(() => this.running.delete(showId));
    this.running.set(showId, reading);
    return reading;
  }

  private async readInMapOrder(showId: string): Promise<PackedShow> {
    const packed = await readPackedShow(this.context.database, showId);
    const { seatNumberingId } = packed;
    if (seatNumberingId === null) return packed;
    const numbering = await this.context.seatLayouts.numberingOf(showId, seatNumberingId);
    return {
      ...packed,
      statuses: numbering.inOrderOfMap(packed.statuses, 'B').join(''),
      versions: numbering.inOrderOfMap(packed.versions, 0),
    };
  }
}

function startOf({ after }: Page): number {
  if (after === null) return 0;
  const [index] = decodeCursor(after, 1);
  return typeof index === 'number' && Number.isSafeInteger(index) && index >= 0 ? index + 1 : 0;
}
