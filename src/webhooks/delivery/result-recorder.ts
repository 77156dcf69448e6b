import { GatheredWrites } from '../../platform';
import type { WebhooksContext } from '../context';
import type { EndpointRow } from '../endpoints/endpoint';
import { noteFailures, noteSuccesses } from '../endpoints/endpoints.sql';
import { endWaitingOfDisabled, recordResults } from './deliveries.sql';
import { type Attempt, type AttemptResult, describeTry } from './delivery';

/** Results of so long are recorded together. */
const GATHER_MS = 5;
const FAILING_DAYS_MAX = 5;
const DAY_MS = 86_400_000;

interface Ended {
  readonly attempt: Attempt;
  /** Whether the endpoint was failing when it was read. */
  readonly wasFailing: boolean;
  readonly result: AttemptResult;
}

/**
 * Records how attempts ended, those that end together in one transaction, and what that says of the endpoints. An event
 * that was received is sent again only if its process dies before that commits: while PostgreSQL is away, results wait.
 */
export class ResultRecorder {
  private readonly results: GatheredWrites<Ended>;

  constructor(private readonly context: Pick<WebhooksContext, 'database' | 'clock' | 'logger' | 'noticeDisabled'>) {
    const { logger } = context;
    this.results = new GatheredWrites({
      write: (batch) => this.write(batch),
      complaint: 'Results of webhooks could not be recorded yet',
      logger,
      gatherMs: GATHER_MS,
    });
  }

  /** Resolves when the result is in the database. */
  end(attempt: Attempt, wasFailing: boolean, result: AttemptResult): Promise<void> {
    return this.results.add({ attempt, wasFailing, result });
  }

  private async write(batch: readonly Ended[]): Promise<void> {
    const { database, clock, logger, noticeDisabled } = this.context;
    const now = clock.now();
    const failed = batch.filter(({ result }) => result.kind !== 'Delivered');
    const delivered = new Set(
      batch.filter(({ result }) => result.kind === 'Delivered').map(({ attempt }) => attempt.endpointId),
    );
    const results = [
      batch.map(({ attempt }) => attempt.endpointId),
      batch.map(({ attempt }) => attempt.id),
      batch.map(({ attempt }) => attempt.attempts),
      batch.map(({ result }) => stateOf(result)),
      batch.map(({ result }) => (result.kind === 'RetryAt' ? result.at : null)),
      batch.map(({ result }) => JSON.stringify(result.tried)),
      now,
    ];
    const recovered = new Set(
      batch
        .filter(({ result, wasFailing }) => result.kind === 'Delivered' && wasFailing)
        .map(({ attempt }) => attempt.endpointId),
    );
    // An endpoint that received something meanwhile is not failing, unless it says that it is gone.
    const bad = failed.filter(({ attempt, result }) => result.kind === 'Gone' || !delivered.has(attempt.endpointId));
    if (recovered.size === 0 && bad.length === 0) return void (await database.run(recordResults, results));
    const disabled = await database.transaction(async (transaction) => {
      await transaction.run(recordResults, results);
      if (recovered.size > 0) await transaction.run(noteSuccesses, [[...recovered]]);
      if (bad.length === 0) return [];
      const rows = await transaction.run<EndpointRow>(noteFailures, [
        bad.map(({ attempt }) => attempt.endpointId),
        bad.map(({ result }) => result.kind === 'Gone'),
        now,
        new Date(now.getTime() - FAILING_DAYS_MAX * DAY_MS),
      ]);
      for (const endpoint of rows) {
        const last = bad.findLast(({ attempt }) => attempt.endpointId === endpoint.id);
        await noticeDisabled(transaction, endpoint, last === undefined ? '' : describeTry(last.result.tried));
      }
      return rows;
    });
    if (bad.length === 0) return;
    await database.run(endWaitingOfDisabled, [bad.map(({ attempt }) => attempt.endpointId), now]);
    for (const { id: endpointId, organizerId, disabledReason } of disabled)
      logger.warn({ endpointId, organizerId, disabledReason }, 'A webhook endpoint was disabled');
  }
}

function stateOf(result: AttemptResult): string {
  switch (result.kind) {
    case 'Delivered':
      return 'delivered';
    case 'RetryAt':
      return 'waiting';
    case 'Failed':
    case 'Gone':
      return 'failed';
  }
}
