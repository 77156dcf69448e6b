import { newId, type SqlExecutor } from '../../platform';
import { insertEventPerformers, insertEventRows, insertPerformers } from './event.sql';

export interface NewEvent {
  /** A UUID. */
  readonly eventId: string;
  readonly name: string;
  readonly description: string | null;
  readonly category: string;
  /** In the order of the poster. */
  readonly performers: readonly string[];
  /** The caller who may change it; null for the app itself. */
  readonly organizerId: string | null;
}

/**
 * Inserts any number of events, and the performers that nobody has named before. Inside a transaction. Events that
 * exist stay as they are.
 */
export async function insertEvents(transaction: SqlExecutor, events: readonly NewEvent[]): Promise<void> {
  await transaction.run(insertEventRows, [JSON.stringify(events)]);
  await insertCast(transaction, events);
}

/** Who performs at events that have no performers yet. */
export async function insertCast(
  transaction: SqlExecutor,
  events: readonly Pick<NewEvent, 'eventId' | 'performers'>[],
): Promise<void> {
  const cast = events.flatMap(({ eventId, performers }) =>
    performers.map((name, billing) => ({ eventId, name, billing })),
  );
  const names = [...new Set(cast.map(({ name }) => name))];
  await transaction.run(insertPerformers, [names.map(() => newId()), names]);
  await transaction.run(insertEventPerformers, [
    cast.map(({ eventId }) => eventId),
    cast.map(({ name }) => name),
    cast.map(({ billing }) => billing),
  ]);
}
