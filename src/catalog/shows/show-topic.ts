import type { Outbox, OutboxRow, Readers, Transaction } from '../../platform';
import type { Topic, Topics } from '../../realtime';
import { type SaleTerms, type SaleTermsRow, saleTermsOf, type TierPrice } from '../sale-terms/sale-terms';
import { readSaleTerms, writeShowState } from './show.sql';
import { type ShowStatus, showStatus } from './show-status';

/** What buyers have to know of a show at once. Instants are ISO 8601. */
export interface ShowState {
  readonly status: ShowStatus;
  readonly startsAt: string;
  readonly doorsAt: string;
  readonly salesOpenAt: string;
  readonly salesCloseAt: string;
  readonly fullReturnUntil: string | null;
  readonly pauseMessage: string | null;
  readonly seatsPerBuyerMax: number;
  readonly currency: string;
  /** The dearest first. */
  readonly tiers: readonly (TierPrice & { readonly zone: string })[];
}

/** A message of the version before lacks some of it: whoever receives one reads the show. */
export type ShowMessage = Partial<ShowState>;

export const isWhole = (message: ShowMessage): message is ShowState =>
  message.tiers !== undefined && message.seatsPerBuyerMax !== undefined && message.currency !== undefined;

/** The state of a show after each change by its organizer. The key is the show's UUID. */
export type ShowTopic = Topic<ShowMessage>;

const CHANGES_KEPT_MAX = 64;

export function openShowTopic(topics: Topics): ShowTopic {
  return topics.openTopic<ShowMessage>({
    name: 'shows',
    encode: (state) => JSON.stringify(state),
    decode: (text) => JSON.parse(text),
    // Each says all of it.
    merge: (states) => states.slice(-1),
    entriesMax: CHANGES_KEPT_MAX,
  });
}

export function showStateOf(show: SaleTerms, now: Date): ShowState {
  const { startsAt, doorsAt, salesOpenAt, salesCloseAt, fullReturnUntil } = show;
  const { pauseMessage, seatsPerBuyerMax, currency } = show;
  const tiers = [...show.tiers].map(([zone, price]) => ({ zone, ...price }));
  return {
    status: showStatus(show, now),
    startsAt: startsAt.toISOString(),
    doorsAt: doorsAt.toISOString(),
    salesOpenAt: salesOpenAt.toISOString(),
    salesCloseAt: salesCloseAt.toISOString(),
    fullReturnUntil: fullReturnUntil?.toISOString() ?? null,
    ...{ pauseMessage, seatsPerBuyerMax, currency },
    tiers: tiers.sort((a, b) => b.amountMinor - a.amountMinor || (a.zone < b.zone ? -1 : 1)),
  };
}

/**
 * Writes the new state of a show into the outbox, in the transaction that has changed it and has its row locked; nothing
 * where buyers see no difference.
 */
export async function recordShowChange(
  transaction: Transaction,
  outbox: Outbox,
  before: SaleTerms,
  now: Date,
): Promise<void> {
  const [row] = await transaction.run<SaleTermsRow>(readSaleTerms, [before.showId]);
  if (row === undefined) throw new Error(`Show ${before.showId} is gone in the transaction that wrote it`);
  const [old, present] = [before, saleTermsOf(row)].map((show) => JSON.stringify(showStateOf(show, now)));
  if (old === present) return;
  const rows = await transaction.run<OutboxRow>(writeShowState, [before.showId, present]);
  transaction.afterCommit(() => outbox.deliver(rows));
}

/** Publishes what `recordShowChange` wrote to the show's stream. Clients then read the show again, and must find the change. */
export function publishShowChanges(outbox: Outbox, topic: ShowTopic, readers: Readers): void {
  outbox.on('shows', async (rows) => {
    await readers.announce();
    // Only `recordShowChange` writes rows of this topic, in this shape.
    await Promise.all(rows.map(({ key, body }) => topic.append(key, body as ShowMessage)));
  });
}
