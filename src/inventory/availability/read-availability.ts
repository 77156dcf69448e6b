import type { Counter } from 'prom-client';
import type { Show } from '../../catalog';
import {
  badUserInput,
  type Connection,
  connect,
  decodeCursor,
  encodeCursor,
  type Metrics,
  type Page,
  type StillTrue,
  serviceUnavailable,
} from '../../platform';
import type { SeatMap } from '../../seating';
import { SeatViews } from '../api/seat-views';
import type { Availability, Seat, SeatFilter, SectionAvailability } from '../api/seats.graphql';
import type { InventoryContext } from '../context';
import type { SeatState } from '../ledger/seat-state';
import { type SeatCode, seatStatusOf } from '../ledger/seat-status';
import type { SeatLayout, SeatLayoutKey } from '../seat-map/seat-layouts';
import { countSections } from './count-sections';
import { readPackedShow, readRetiredSeats } from './read-seats.sql';
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

/** What is free, held and sold of a show at one moment, a letter for each seat in the order of its map. */
export interface SeatStatuses {
  readonly statuses: string;
  readonly seatMap: SeatMap;
  /** The number of the seat at each index of the map; null where they are equal. */
  readonly seatNos: readonly number[] | null;
}

/** Awaited after a read and before the work on it, so that many reads that end together do not work in one turn. */
export type Turn = () => Promise<void> | null;
const none: Turn = () => null;

/** The statuses of a show in the order of its map. */
type Statuses = Pick<Availability, 'revision' | 'statuses' | 'versions' | 'availableCount'>;

/** What the ledger has at one moment, in the order of the map. */
interface LedgerStatuses extends Statuses {
  readonly seatNumberingId: string | null;
}

/** A revision that no stream knows: whoever follows the stream from it is asked to read again. */
const UNKNOWN_REVISION = 'none';

/**
 * Reads whole shows: from the memory of this process, with everything that was published before the read and all that
 * this process has committed; while the stream of the show cannot be read, from the ledger. Many who ask for one show at
 * once share a read that began after they asked.
 */
export class AvailabilityReader {
  private readonly running = new Map<string, Promise<LedgerStatuses>>();
  private readonly next = new Map<string, Promise<LedgerStatuses>>();
  private readonly reads: Counter<'source'>;

  constructor(
    private readonly context: InventoryContext,
    /** Where the live stream of a show stands. */
    private readonly position: (showId: string) => Promise<string>,
    metrics: Metrics,
  ) {
    this.reads = metrics.counter(
      'frontrow_availability_reads_total',
      'Reads of the statuses of a whole show by GraphQL: from the memory of this process, or from the ledger where the live stream of the show cannot be read',
      ['source'],
    );
  }

  /** `keepWhile` is told how long what was read from memory stays true. */
  async availability(show: Show, keepWhile?: (isStillTrue: StillTrue) => void): Promise<Availability> {
    if (await this.hasSeats(show)) return this.statusesOf(show, keepWhile);
    return { revision: await this.revisionOf(show), statuses: '', versions: [], availableCount: 0 };
  }

  /**
   * How many seats have each status in the ledger, and a position of the stream from which on changes may be missing in
   * it.
   */
  async countByStatus(show: Show): Promise<SeatCounts> {
    const { revision, statuses } = (await this.hasSeats(show))
      ? await this.readLedger(show)
      : { revision: await this.revisionOf(show), statuses: '' };
    const counts: Record<SeatCode, number> = { A: 0, H: 0, R: 0, S: 0, B: 0, X: 0 };
    // The ledger writes no other codes.
    for (const code of statuses) counts[code as SeatCode] += 1;
    const { A: free, H: held, R: reserved, S: sold, B: blocked } = counts;
    return { revision, places: statuses.length, free, held, reserved, sold, blocked };
  }

  /** From memory, as `availability` is; null for a show without a map. */
  async readStatuses(show: SeatLayoutKey): Promise<SeatStatuses | null> {
    const layout = await this.context.seatLayouts.of(show);
    if (layout === null) return null;
    const { seatMap, numbering } = layout;
    return { statuses: (await this.statusesOf(show)).statuses, seatMap, seatNos: numbering.all };
  }

  async sections(show: Show, turn: Turn = none): Promise<SectionAvailability[]> {
    if (!(await this.hasSeats(show))) return [];
    const { seatMap } = await this.layoutOf(show);
    const { statuses } = await this.statusesOf(show);
    await turn();
    const terms = await this.context.catalog.saleTermsOf(show.showId);
    return countSections(seatMap, statuses, { currency: show.currency, tiers: terms?.tiers });
  }

  /** The seats in map order that fit the filter, from the cursor on. */
  async seats(show: Show, filter: SeatFilter | null, page: Page, turn: Turn = none): Promise<Connection<Seat>> {
    if (!(await this.hasSeats(show))) return connect<Seat>([], page, () => '');
    const { seatMap, numbering } = await this.layoutOf(show);
    const views = await this.viewsAs(show);
    const { statuses, versions } = await this.statusesOf(show);
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

  private async statusesOf(show: SeatLayoutKey, keepWhile?: (isStillTrue: StillTrue) => void): Promise<Statuses> {
    const live = this.context.liveStatuses.show(show.showId);
    let statuses = await live.upToDate();
    if (statuses !== null && isOfOtherMap(show, statuses.layout.numbering.id)) {
      // One of the two reads is older than the new map of the show.
      live.outdate();
      statuses = await live.upToDate();
    }
    if (statuses === null) {
      this.reads.inc({ source: 'ledger' });
      return this.readLedger(show);
    }
    if (isOfOtherMap(show, statuses.layout.numbering.id)) throw mapReplaced();
    this.reads.inc({ source: 'memory' });
    const snapshot = statuses.snapshot();
    keepWhile?.(async () => {
      const now = await this.context.liveStatuses.show(show.showId).upToDate();
      const isStillTrue = now?.isAt(snapshot) === true;
      if (isStillTrue) this.reads.inc({ source: 'memory' });
      return isStillTrue;
    });
    const { revision, statuses: letters, versions, availableCount } = snapshot;
    return { revision: revision ?? UNKNOWN_REVISION, statuses: letters, versions, availableCount };
  }

  private async readLedger(show: SeatLayoutKey): Promise<Statuses> {
    const read = await this.readShared(show.showId);
    // The map that the same answer names would have its seats elsewhere.
    if (isOfOtherMap(show, read.seatNumberingId)) throw mapReplaced();
    if (read.statuses !== '' || show.seatMapVersion === null) return read;
    // Not in the ledger yet, so nothing of it can be bought.
    const { seatCount } = await this.context.seating.seatMapOf(show.seatMapVersion);
    return { ...read, statuses: 'B'.repeat(seatCount), versions: new Array(seatCount).fill(0) };
  }

  /** Without Redis there is no stream to resume. */
  private revisionOf({ showId }: Pick<Show, 'showId'>): Promise<string> {
    return this.position(showId).catch(() => UNKNOWN_REVISION);
  }

  private readShared(showId: string): Promise<LedgerStatuses> {
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

  private start(showId: string): Promise<LedgerStatuses> {
    const reading = this.readInMapOrder(showId).finally(() => this.running.delete(showId));
    this.running.set(showId, reading);
    return reading;
  }

  private async readInMapOrder(showId: string): Promise<LedgerStatuses> {
    // The revision first: the stream carries what changes after it, so no change is missed between the two.
    const revision = await this.revisionOf({ showId });
    const packed = await readPackedShow(this.context.database, showId);
    const { seatNumberingId } = packed;
    if (seatNumberingId === null) return { ...packed, revision };
    const numbering = await this.context.seatLayouts.numberingOf(showId, seatNumberingId);
    return {
      ...packed,
      revision,
      statuses: numbering.inOrderOfMap(packed.statuses, 'B').join(''),
      versions: numbering.inOrderOfMap(packed.versions, 0),
    };
  }
}

const isOfOtherMap = ({ isMapUnnamed, seatNumberingId }: SeatLayoutKey, read: string | null): boolean =>
  isMapUnnamed !== true && read !== seatNumberingId;

const mapReplaced = () => serviceUnavailable('The seat map of this show was replaced at this moment. Read it again.');

function startOf({ after }: Page): number {
  if (after === null) return 0;
  const [index] = decodeCursor(after, 1);
  return typeof index === 'number' && Number.isSafeInteger(index) && index >= 0 ? index + 1 : 0;
}
