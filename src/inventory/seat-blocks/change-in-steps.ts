import { setTimeout as delay } from 'node:timers/promises';
import type { SaleTerms } from '../../catalog';
import { badUserInput, type OutboxRow, type Statement } from '../../platform';
import type { InventoryContext } from '../context';
import type { SeatLayout } from '../seat-map/seat-layouts';
import { isPricedZone } from '../seat-map/unpriced-seats';

/** A change takes its time: between two steps the sale has the database, and this process, to itself. */
const TIME_TO_TAKE_MS = 2000;
/** As many as fit into that time with pauses. What a claim waits for is the step before it, so small ones are better. */
const STEPS_WANTED = 200;
const SEATS_PER_STEP_MIN = 50;
/** A transaction of so many seats takes some milliseconds. */
const SEATS_PER_STEP_MAX = 250;
const PAUSE_MS_MIN = 1;
/** So often as long as the step before it: a claim then meets a step of a large change once in eight times. */
const PAUSE_MAX = 7;
/** A step runs again where the terms of the show, and with them its prices, have changed. */
const ATTEMPTS_MAX = 4;

interface StepRow {
  readonly is_sale_current: boolean;
  readonly outbox_rows: readonly OutboxRow[] | null;
}

interface Change {
  readonly showId: string;
  /** Of the show's map as it is now: called again where the terms have changed. */
  readonly select: (layout: SeatLayout) => readonly number[];
  /** Its first parameters are the show, the seats, for each whether its zone has a price, and the version of the terms. */
  readonly statement: Statement;
  readonly moreValues: () => readonly unknown[];
}

/**
 * Changes many seats by one short statement after the other, in the order of their numbers, so that a running sale waits
 * for none of them. What a step has done stays done whatever comes after it; a change that is repeated goes on where it
 * broke off, as each statement leaves alone what is changed already. `onStep` ends it by returning false.
 *
 * Returns how many seats there were.
 */
export async function changeInSteps<Row extends StepRow>(
  { database, outbox, catalog, seatLayouts }: InventoryContext,
  { showId, select, statement, moreValues }: Change,
  onStep: (row: Row) => boolean,
): Promise<number> {
  const done = new Set<number>();
  let terms: SaleTerms | null = null;
  let layout: SeatLayout | null = null;
  let wanted: readonly number[] = [];
  let next = 0;
  let attempts = 0;
  const began = performance.now();
  let lastStepMs = 0;
  let seatsPerStep = 0;
  for (;;) {
    if (terms === null || layout === null) {
      terms = await catalog.refreshSaleTerms(showId);
      layout = terms === null ? null : await seatLayouts.of(terms);
      if (terms === null || layout === null) throw badUserInput('This show has no seats.');
      wanted = select(layout);
      if (done.size > 0) wanted = wanted.filter((seatNo) => !done.has(seatNo));
      next = 0;
    }
    const seatsLeft = wanted.length - next;
    if (seatsLeft === 0) return done.size;
    seatsPerStep ||= Math.min(SEATS_PER_STEP_MAX, Math.max(SEATS_PER_STEP_MIN, Math.ceil(seatsLeft / STEPS_WANTED)));
    const stepsLeft = Math.ceil(seatsLeft / seatsPerStep);
    if (done.size > 0) await delay(pauseMs(performance.now() - began, lastStepMs, stepsLeft));
    const startedAt = performance.now();
    const seatNos = wanted.slice(next, next + seatsPerStep);
    const isPriced = isPricedZone(terms, layout.seatMap);
    const { seatMap, numbering } = layout;
    const hasPrice = seatNos.map((seatNo) => isPriced[seatMap.zoneOf(numbering.indexOf(seatNo))] === true);
    const values = [showId, seatNos, hasPrice, terms.termsVersion, ...moreValues()];
    const [row] = await database.run<Row>(statement, values);
    if (row?.is_sale_current !== true) {
      attempts += 1;
      if (attempts === ATTEMPTS_MAX)
        throw new Error(`The terms of show ${showId} changed ${ATTEMPTS_MAX} times while its seats were changed`);
      terms = null;
      continue;
    }
    attempts = 0;
    lastStepMs = performance.now() - startedAt;
    outbox.deliver(row.outbox_rows ?? []);
    for (const seatNo of seatNos) done.add(seatNo);
    next += seatNos.length;
    if (!onStep(row)) return done.size;
  }
}

/** What is left of the time, divided among the steps that are left. */
function pauseMs(passedMs: number, lastStepMs: number, stepsLeft: number): number {
  const eachMs = (TIME_TO_TAKE_MS - passedMs) / stepsLeft - lastStepMs;
  return Math.max(PAUSE_MS_MIN, Math.min(eachMs, PAUSE_MAX * lastStepMs));
}
