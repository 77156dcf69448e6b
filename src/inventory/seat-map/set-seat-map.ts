import type { SaleTerms } from '../../catalog';
import type { AuditWriter } from '../../organizations';
import { badUserInput, newId, type Outbox, type OutboxRow, type Transaction } from '../../platform';
import { replaceSeatMap, type SeatMap } from '../../seating';
import { readPackedShow } from '../availability/read-seats.sql';
import type { InventoryContext } from '../context';
import { SEAT_NOS_MAX } from '../ledger/seat-id';
import { seatCodes } from '../ledger/seat-status';
import { SEAT_MAP_REPLACED } from '../live/seat-topic';
import { insertSeatsOfMap } from './create-show-seats';
import { hasSmallerArea, keepTakenPlaces } from './keep-taken-places';
import type { SeatLayout } from './seat-layouts';
import {
  freeLapsed,
  insertNewSeats,
  insertNumbering,
  insertSeatMessage,
  lockSeats,
  readNextSeatNo,
  retireSeats,
} from './seat-map.sql';
import { followPrices } from './show-seats.sql';
import { refusePricesOfOtherZones } from './unpriced-seats';

/** A seat that a buyer has and that the new map would take away. */
export interface SeatLoss {
  readonly seatNo: number;
  readonly reason: 'REMOVED' | 'RENAMED' | 'WITHOUT_PRICE';
  readonly newLabel: string | null;
}

export type SetSeatMapOutcome =
  | { readonly kind: 'SetSeatMapPayload'; readonly addedCount: number; readonly retiredCount: number }
  | { readonly kind: 'SeatMapConflict'; readonly message: string; readonly lost: readonly SeatLoss[] };

/** What happens to each seat, computed before anything is locked: published maps never change. */
interface Replacement {
  /** The number of each seat of the new map, or -1 for a new seat. */
  readonly keptNos: readonly number[];
  readonly retired: readonly (SeatLoss & { readonly mapIndex: number })[];
  readonly unpriced: readonly SeatLoss[];
}

/** The work is done again where the terms of the sale changed in the meantime. */
const ATTEMPTS_MAX = 4;

/**
 * Gives a show its seats, or replaces its map.
 *
 * A seat that both maps have under the same label keeps its number, and with it its public id, its status and its
 * buyer. A seat that is missing from the new map or has another label there is retired for ever, and new seats get
 * numbers that no seat of the show ever had. Only seats that the new map takes away or whose price changes are locked,
 * so the buyers of all others notice nothing. Where a buyer has one of the seats to be retired, nothing changes.
 *
 * @throws BAD_USER_INPUT for a version that is not published, or where the show has prices for zones that the map lacks
 */
export async function setSeatMap(
  context: InventoryContext,
  { showId, seatMapVersion }: { readonly showId: string; readonly seatMapVersion: string },
  audit: AuditWriter = async () => undefined,
): Promise<SetSeatMapOutcome> {
  const { catalog, seating, seatLayouts } = context;
  if (!(await seating.hasSeatMap(seatMapVersion)))
    throw badUserInput('"seatMapVersion" is not the version of a published seat map.');
  const next = await seating.seatMapOf(seatMapVersion);
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const terms = await catalog.refreshSaleTerms(showId);
    if (terms === null) throw badUserInput('There is no such show.');
    const old = await seatLayouts.of(terms);
    const outcome =
      old === null || (await nextSeatNoOf(context.database, showId)) === 0
        ? await giveFirstMap(context, terms, next, audit)
        : terms.seatMapVersion === seatMapVersion
          ? unchanged
          : await replace(context, terms, { seatMap: next, old, audit, isLast: attempt === ATTEMPTS_MAX });
    if (outcome === 'retry') continue;
    await catalog.refreshSaleTerms(showId);
    return outcome;
  }
  throw new Error(`The terms of show ${showId} changed ${ATTEMPTS_MAX} times while its map was replaced`);
}

const unchanged: SetSeatMapOutcome = { kind: 'SetSeatMapPayload', addedCount: 0, retiredCount: 0 };

async function giveFirstMap(
  { database, catalog, outbox }: InventoryContext,
  terms: SaleTerms,
  seatMap: SeatMap,
  audit: AuditWriter,
): Promise<SetSeatMapOutcome | 'retry'> {
  refusePricesOfOtherZones(terms, seatMap);
  const { showId, termsVersion } = terms;
  const binding = { showId, seatMapVersion: seatMap.version, seatNumberingId: null, termsVersion };
  return database.transaction(async (transaction) => {
    if (!(await catalog.bindSeatMap(transaction, binding))) return 'retry';
    await audit(transaction, { before: { seatMapVersion: terms.seatMapVersion } });
    const { seatCount, availableCount } = await insertSeatsOfMap(transaction, terms, seatMap);
    await catalog.recordSeatsLeft([{ showId, total: seatCount, left: availableCount }], transaction);
    await notifyWatchers(transaction, outbox, showId);
    return { kind: 'SetSeatMapPayload', addedCount: seatCount, retiredCount: 0 };
  });
}

async function replace(
  context: InventoryContext,
  terms: SaleTerms,
  {
    seatMap,
    old,
    audit,
    isLast,
  }: {
    readonly seatMap: SeatMap;
    readonly old: SeatLayout;
    readonly audit: AuditWriter;
    readonly isLast: boolean;
  },
): Promise<SetSeatMapOutcome | 'retry'> {
  const { database, clock, catalog, outbox } = context;
  const { showId, termsVersion } = terms;
  // Read without a lock: a place that is taken meanwhile is a conflict, and the next attempt finds another one to give up.
  const givesUpFreePlaces = hasSmallerArea(old.seatMap, seatMap);
  const statuses = givesUpFreePlaces ? (await readPackedShow(database, showId)).statuses : null;
  const { keptNos, retired, unpriced } = plan(old, seatMap, terms, statuses);
  const seatNumberingId = newId();
  const isUnpriced = seatMap.zones.map((zone) => !terms.tiers.has(zone));
  return database
    .transaction(async (transaction) => {
      const binding = { showId, seatMapVersion: seatMap.version, seatNumberingId, termsVersion };
      if (!(await catalog.bindSeatMap(transaction, binding))) return 'retry';
      await audit(transaction, { before: { seatMapVersion: terms.seatMapVersion } });
      const touched = [...retired, ...unpriced];
      const touchedNos = touched.map(({ seatNo }) => seatNo);
      const now = clock.now();
      const taken = await transaction.run<{ seatNo: number }>(lockSeats, [showId, touchedNos, now]);
      if (taken.length > 0) throw new Conflict(lossesOf(touched, taken));
      refusePricesOfOtherZones(terms, seatMap);
      await transaction.run(freeLapsed, [showId, touchedNos, now]);
      await transaction.run(retireSeats, [
        showId,
        retired.map(({ seatNo }) => seatNo),
        retired.map(({ mapIndex }) => mapIndex),
        old.seatMap.version,
      ]);
      let nextSeatNo = await nextSeatNoOf(transaction, showId);
      const added: number[] = [];
      const blocked: number[] = [];
      const seatNos = keptNos.map((kept, index) => {
        if (kept >= 0) return kept;
        const seatNo = nextSeatNo;
        nextSeatNo += 1;
        added.push(seatNo);
        if (isUnpriced[seatMap.zoneOf(index)]) blocked.push(seatNo);
        return seatNo;
      });
      if (nextSeatNo > SEAT_NOS_MAX) throw badUserInput(`A show can have had at most ${SEAT_NOS_MAX} seats.`);
      await transaction.run(insertNewSeats, [showId, added, blocked]);
      const unpricedNos = seatNos.filter((_, index) => isUnpriced[seatMap.zoneOf(index)]);
      await transaction.run(followPrices, [showId, unpricedNos]);
      await transaction.run(insertNumbering, [seatNumberingId, showId, seatMap.version, seatNos]);
      const outboxRows = await transaction.run<OutboxRow>(insertSeatMessage, [showId, SEAT_MAP_REPLACED]);
      transaction.afterCommit(() => outbox.deliver(outboxRows));
      return { kind: 'SetSeatMapPayload' as const, addedCount: added.length, retiredCount: retired.length };
    })
    .catch((error: unknown) => {
      if (error instanceof Conflict) return givesUpFreePlaces && !isLast ? 'retry' : error.outcome;
      throw error;
    });
}

/** Clients that watch the show read it again. */
async function notifyWatchers(transaction: Transaction, outbox: Outbox, showId: string): Promise<void> {
  const outboxRows = await transaction.run<OutboxRow>(insertSeatMessage, [showId, SEAT_MAP_REPLACED]);
  transaction.afterCommit(() => outbox.deliver(outboxRows));
}

/** Held, reserved or sold. */
const isTakenCode = (code: string | undefined): boolean =>
  code === seatCodes.HELD || code === seatCodes.RESERVED || code === seatCodes.SOLD;

/** Thrown so that the transaction ends without a trace. */
class Conflict extends Error {
  readonly outcome: SetSeatMapOutcome;

  constructor(lost: readonly SeatLoss[]) {
    const message = `${lost.length} held or sold ${lost.length === 1 ? 'seat' : 'seats'} would be lost.`;
    super(message);
    this.outcome = { kind: 'SeatMapConflict', message, lost };
  }
}

function lossesOf(touched: readonly SeatLoss[], taken: readonly { seatNo: number }[]): SeatLoss[] {
  const seatNos = new Set(taken.map(({ seatNo }) => seatNo));
  return touched.filter(({ seatNo }) => seatNos.has(seatNo));
}

function plan(old: SeatLayout, next: SeatMap, terms: SaleTerms, statuses: string | null): Replacement {
  const matched = replaceSeatMap(old.seatMap, next);
  const { newIndexOf, lost } =
    statuses === null ? matched : keepTakenPlaces(old, matched, (seatNo) => isTakenCode(statuses[seatNo]));
  const keptNos = new Array<number>(next.seatCount).fill(-1);
  const unpriced: SeatLoss[] = [];
  const isPriced = (seatMap: SeatMap, index: number) => terms.tiers.has(seatMap.zones[seatMap.zoneOf(index)] ?? '');
  for (const [index, newIndex] of newIndexOf.entries()) {
    if (newIndex < 0) continue;
    const seatNo = old.numbering.seatNoAt(index);
    keptNos[newIndex] = seatNo;
    if (isPriced(old.seatMap, index) && !isPriced(next, newIndex))
      unpriced.push({ seatNo, reason: 'WITHOUT_PRICE', newLabel: null });
  }
  const retired = lost.map(({ index, newLabel }) => ({
    seatNo: old.numbering.seatNoAt(index),
    mapIndex: index,
    reason: newLabel === null ? ('REMOVED' as const) : ('RENAMED' as const),
    newLabel,
  }));
  return { keptNos, retired, unpriced };
}

async function nextSeatNoOf(runs: Pick<Transaction, 'run'>, showId: string): Promise<number> {
  const [row] = await runs.run<{ nextSeatNo: number }>(readNextSeatNo, [showId]);
  return row?.nextSeatNo ?? 0;
}
