import type { Outbox, OutboxRow, Transaction } from '../../platform';
import type { Topic, Topics } from '../../realtime';
import { writeShowState } from './show.sql';
import type { ShowRow } from './show-fields';
import { type ShowStatus, showStatus } from './show-status';

/** What buyers have to know of a show at once. Instants are ISO 8601. */
export interface ShowState {
  readonly status: ShowStatus;
  readonly startsAt: string;
  readonly doorsAt: string;
  readonly salesOpenAt: string;
  readonly salesCloseAt: string;
  readonly fullReturnUntil: string | null;
  /** Missing in messages of the version before. */
  readonly pauseMessage?: string | null;
}

/** The state of a show after each change by its organizer. The key is the show's UUID. */
export type ShowTopic = Topic<ShowState>;

const CHANGES_KEPT_MAX = 64;

export function openShowTopic(topics: Topics): ShowTopic {
  return topics.openTopic<ShowState>({
    name: 'shows',
    encode: (state) => JSON.stringify(state),
    decode: (text) => JSON.parse(text),
    // Each says all of it.
    merge: (states) => states.slice(-1),
    entriesMax: CHANGES_KEPT_MAX,
  });
}

export function showStateOf(show: ShowRow, now: Date): ShowState {
  const { startsAt, doorsAt, salesOpenAt, salesCloseAt, fullReturnUntil, pauseMessage } = show;
  return {
    status: showStatus(show, now),
    startsAt: startsAt.toISOString(),
    doorsAt: doorsAt.toISOString(),
    salesOpenAt: salesOpenAt.toISOString(),
    salesCloseAt: salesCloseAt.toISOString(),
    fullReturnUntil: fullReturnUntil?.toISOString() ?? null,
    pauseMessage,
  };
}

/** Writes the new state of a show into the outbox, in the transaction that changes it; nothing where it is the same. */
export async function recordShowChange(
  transaction: Transaction,
  outbox: Outbox,
  before: ShowRow,
  after: ShowRow,
  now: Date,
): Promise<void> {
  const [old, present] = [before, after].map((show) => JSON.stringify(showStateOf(show, now)));
  if (old === present) return;
  const rows = await transaction.run<OutboxRow>(writeShowState, [after.showId, present]);
  transaction.afterCommit(() => outbox.deliver(rows));
}

/** Publishes what `recordShowChange` wrote to the show's stream. */
export function publishShowChanges(outbox: Outbox, topic: ShowTopic): void {
  outbox.on('shows', async (rows) => {
    // Only `recordShowChange` writes rows of this topic, in this shape.
    await Promise.all(rows.map(({ key, body }) => topic.append(key, body as ShowState)));
  });
}
