import { type Clock, type Database, GatheredWrites, type Logger } from '../../platform';
import type { Attempt, AttemptResult } from '../ledger/notification';
import { countHardBounces, extendLease, forgetHardBounces, recordResults } from '../ledger/notifications.sql';

/** Hard bounces after which an address gets no more mail. */
export const HARD_BOUNCES_MAX = 2;

interface Ended extends Attempt {
  readonly recipient: string;
  readonly orderId: string | null;
  readonly result: AttemptResult;
}

/**
 * Records how attempts ended, those that end together in one statement. A message that was accepted is repeated only if
 * its process dies before that statement commits: while PostgreSQL is away, the results wait here.
 */
export class ResultRecorder {
  private readonly inHand = new Map<string, Attempt>();
  private readonly results: GatheredWrites<Ended>;

  constructor(
    private readonly context: {
      readonly database: Database;
      readonly clock: Clock;
      readonly logger: Logger;
      readonly leaseMs: number;
    },
  ) {
    const { logger } = context;
    this.results = new GatheredWrites({
      write: (batch) => this.write(batch),
      complaint: 'Sent mail could not be recorded yet',
      logger,
    });
  }

  begin(attempts: readonly Attempt[]): void {
    for (const attempt of attempts) this.inHand.set(attempt.id, attempt);
  }

  /** Whether this process has the message in hand. */
  has(id: string): boolean {
    return this.inHand.has(id);
  }

  /** Resolves when the result is in the database. */
  async end(attempt: Omit<Ended, 'result'>, result: AttemptResult): Promise<void> {
    await this.results.add({ ...attempt, result });
    this.inHand.delete(attempt.id);
  }

  /** To be called more often than a lease lasts: another process takes what it believes to be left behind. */
  async keepLeases(): Promise<void> {
    const held = [...this.inHand.values()];
    if (held.length === 0) return;
    const { database, clock, leaseMs } = this.context;
    const until = new Date(clock.now().getTime() + leaseMs);
    await database.run(extendLease, [...columnsOf(held), until]);
  }

  private async write(batch: readonly Ended[]): Promise<void> {
    const { database, clock } = this.context;
    const now = clock.now();
    const rows = batch.map(({ result }) => rowOf(result));
    await database.run(recordResults, [
      ...columnsOf(batch),
      rows.map(({ state }) => state),
      rows.map(({ nextAt }) => nextAt),
      rows.map(({ providerId }) => providerId),
      rows.map(({ error }) => error),
      now,
      batch.map(({ orderId }) => orderId),
    ]);
    const bounced = addressesOf(batch, (result) => result.kind === 'Failed' && result.isHardBounce);
    if (bounced.length > 0) await database.run(countHardBounces, [bounced, HARD_BOUNCES_MAX, now]);
    const accepted = addressesOf(batch, (result) => result.kind === 'Sent');
    if (accepted.length > 0) await database.run(forgetHardBounces, [accepted]);
  }
}

export const columnsOf = (attempts: readonly Attempt[]) => [
  attempts.map(({ showId }) => showId),
  attempts.map(({ id }) => id),
  attempts.map(({ attempts: count }) => count),
];

const addressesOf = (batch: readonly Ended[], counts: (result: AttemptResult) => boolean): string[] =>
  batch.filter(({ result }) => counts(result)).map(({ recipient }) => recipient.toLowerCase());

function rowOf(result: AttemptResult) {
  const empty = { nextAt: null, providerId: null, error: null };
  switch (result.kind) {
    case 'Sent':
      return { ...empty, state: 'sent', providerId: result.providerId };
    case 'RetryAt':
      return { ...empty, state: 'waiting', nextAt: result.at, error: result.error };
    case 'Failed':
      return { ...empty, state: 'failed', error: result.error };
    case 'Suppressed':
      return { ...empty, state: 'suppressed', error: 'This address has refused mail for good before.' };
    case 'Dropped':
      return { ...empty, state: 'dropped', error: result.reason };
  }
}
