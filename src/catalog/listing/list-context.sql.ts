import { marksOf } from '../search/condition-marks';
import type { EventConditions } from '../search/event-conditions';
import type { EventSort } from '../search/event-filter.graphql';
import { type ShowConditions, showConditions, Values } from '../search/show-conditions.sql';

/** Where a list goes on: after the event with this key, whose matching show starts then. */
export interface EventPlace {
  /** By the order: a price, an instant in milliseconds, a distance, a class; 0 by date. */
  readonly key: number;
  readonly startsAt: Date;
  readonly eventId: string;
}

/** Events on the longest page. One more is read, which shows whether another page follows. */
export const EVENTS_FIRST_MAX = 100;

/**
 * How a list is read, which depends on the conditions alone:
 * - `words`: words or a performer leave few events, and `trend` leaves those that trend: the shows of each are read;
 * - `near`: the venues near a place are few: the shows of each are read;
 * - `walk`: the shows are walked in the order of the list, by an index, until the page is full.
 */
export type EventSource = 'words' | 'trend' | 'near' | 'walk';

export function sourceOf({ text, performer, near, trending }: EventConditions): EventSource {
  if (performer !== null || (text !== null && !text.isBroad)) return 'words';
  if (trending !== null) return 'trend';
  if (near !== null && !near.isBroad) return 'near';
  return 'walk';
}

/** A show without a price comes after every show with one. The expression of the index `show_by_price`. */
const priceOrder = (alias: string) => `(coalesce(${alias}.price_min_minor, 9007199254740991))`;

/** What all parts of one list are written from: its conditions and order, the place to go on from, and its values. */
export class ListContext {
  readonly source: EventSource;
  readonly shows: ShowConditions;
  readonly needsRun: boolean;
  /** Common table expressions that the list reads. */
  readonly prepared: string[] = [];

  constructor(
    readonly conditions: EventConditions,
    readonly sort: EventSort,
    readonly after: EventPlace | null,
    readonly values: Values = new Values(),
    shows?: ShowConditions,
  ) {
    this.source = sourceOf(conditions);
    this.shows = shows ?? showConditions(conditions, values, this.source === 'near' ? 'join' : 'lookup');
    this.needsRun = sort === 'TRENDING' || conditions.trending !== null;
  }

  /** The same for a list that the place is before as a whole. */
  fromBeginning(): ListContext {
    return new ListContext(this.conditions, this.sort, null, this.values, this.shows);
  }

  /** Which conditions there are, for the statement's name. */
  get marks(): string {
    const { conditions, sort, after } = this;
    const { text } = conditions;
    // Variants of the classes of RELEVANCE.
    const splits =
      sort !== 'RELEVANCE' || text === null ? '' : `${text.isTitleBroad ? 'T' : ''}${text.isVeryBroad ? 'V' : ''}`;
    // A list in classes leaves out the class that the place is behind.
    const place = after === null ? '' : `a${Math.sign(after.key)}${after.key > 1 ? 'x' : ''}`;
    return `${marksOf(conditions)}${splits}${place}`;
  }

  get wordsQuery(): string | null {
    const { text } = this.conditions;
    return text === null ? null : this.values.put(text.query, 'tsquery');
  }

  /** The key of the orders that one show decides. */
  keyOfShow(alias: string): string {
    switch (this.sort) {
      case 'PRICE':
        return priceOrder(alias);
      case 'ON_SALE':
        return `${alias}.sales_open_at`;
      default:
        return '0';
    }
  }

  /** The condition that a row comes after the place, with the keyword before it; without a key by start and id alone. */
  afterPlace(keyword: 'where' | 'and', key: string | null, startsAt: string, eventId: string): string {
    if (this.after === null) return '';
    const at = this.values.put(this.after.startsAt, 'timestamptz');
    const id = this.values.put(this.after.eventId, 'uuid');
    if (key === null) return `${keyword} (${startsAt}, ${eventId}) > (${at}, ${id})`;
    return `${keyword} (${key}, ${startsAt}, ${eventId}) > (${this.putKey(this.after.key)}, ${at}, ${id})`;
  }

  private putKey(key: number): string {
    switch (this.sort) {
      case 'ON_SALE':
        return this.values.put(new Date(key), 'timestamptz');
      case 'PRICE':
        return this.values.put(key, 'bigint');
      case 'DISTANCE':
      case 'TRENDING':
        return this.values.put(key, 'float8');
      default:
        return this.values.put(key, 'int');
    }
  }
}
