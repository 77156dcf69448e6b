import { badUserInput, decodeId } from '../../platform';
import type { EventFilter } from './event-filter.graphql';
import { type Near, nearOf } from './near';

/** What a filter asks for, checked. What is null does not matter. All that concerns a show is of one and the same show. */
export interface AskedConditions {
  /** A show of the event starts at this instant or later, … */
  readonly from: Date;
  /** … and before this one. */
  readonly before: Date | null;
  /** As 202611. */
  readonly month: number | null;
  readonly city: string | null;
  readonly venueId: string | null;
  readonly category: string | null;
  readonly near: Near | null;
  readonly currency: string | null;
  /** Of the cheapest price, in the smallest unit of the currency. */
  readonly priceMin: number | null;
  readonly priceMax: number | null;
  /** Null stands for any show. */
  readonly available: true | null;
  /** Bits of the features that seats must have. */
  readonly seatFeatures: number | null;
  readonly onSaleFrom: Date | null;
  readonly onSaleBefore: Date | null;
  readonly trending: true | null;
  /** Words that one performer's name has. */
  readonly performer: string | null;
}

/** What is asked for, and what was found out about it, on which the way of reading depends. */
export interface EventConditions extends Omit<AskedConditions, 'near'> {
  readonly near: (Near & { readonly isBroad: boolean }) | null;
  /** A tsquery, and whether a great part of all events answers to it. */
  readonly text: WordsAsked | null;
}

export interface WordsAsked {
  readonly query: string;
  readonly isBroad: boolean;
  /** The same of the events whose own name and performers have all words. */
  readonly isTitleBroad: boolean;
  /** Whether most that answer to it must be met soon on a walk even without those by title. */
  readonly isVeryBroad: boolean;
}

const FILTER_LETTERS_MAX = 200;

/** Checks a filter; its features come as bits. @throws BAD_USER_INPUT */
export function askedConditions(filter: EventFilter, from: Date, seatFeatures: number): AskedConditions {
  const { priceMinorMin = null, priceMinorMax = null } = filter;
  if (priceMinorMin !== null && priceMinorMax !== null && priceMinorMin > priceMinorMax) {
    throw badUserInput('"priceMinorMin" must not be more than "priceMinorMax".');
  }
  return {
    from,
    before: filter.startsBefore ?? null,
    month: monthOf(filter.month),
    city: wordsOf(filter.city, 'city'),
    venueId: venueIdOf(filter.venueId),
    category: wordsOf(filter.category, 'category'),
    near: nearOf(filter.near),
    currency: filter.currency ?? null,
    priceMin: priceMinorMin,
    priceMax: priceMinorMax,
    available: filter.available === true ? true : null,
    seatFeatures: seatFeatures === 0 ? null : seatFeatures,
    onSaleFrom: filter.onSaleFrom ?? null,
    onSaleBefore: filter.onSaleBefore ?? null,
    trending: filter.trending === true ? true : null,
    performer: wordsOf(filter.performer, 'performer'),
  };
}

/** A filter that was left blank is no filter. */
function wordsOf(text: string | null | undefined, name: string): string | null {
  if (text == null || text.trim() === '') return null;
  if (text.length > FILTER_LETTERS_MAX) {
    throw badUserInput(`"${name}" may have ${FILTER_LETTERS_MAX} letters; it has ${text.length}.`);
  }
  return text;
}

function venueIdOf(id: string | null | undefined): string | null {
  if (id == null) return null;
  const venueId = decodeId('venue', id);
  if (venueId === null) throw badUserInput('"venueId" is not the id of a venue.');
  return venueId;
}

function monthOf(month: string | null | undefined): number | null {
  if (month == null || month.trim() === '') return null;
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (year === undefined) throw badUserInput('"month" must be a year and a month, such as 2026-11.');
  return Number(year) * 100 + Number(number);
}
