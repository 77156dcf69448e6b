import type { WebhooksContext } from '../context';
import type { EndpointRow } from '../endpoints/endpoint';
import { noteFailures, noteSuccesses } from '../endpoints/endpoints.sql';
import { endWaitingOfDisabled, recordResults } from './deliveries.sql';
import { type Attempt, type AttemptResult, describeTry } from './delivery';

/** Results of so long are recorded together. */
const GATHER_MS = 5;
const RETRY_MS = 200;
const RESULTS_PER_STATEMENT_MAX = 500;
const FAILING_DAYS_MAX = 5;
const DAY_MS = 86_400_000;

interface Ended {
  readonly attempt: Attempt;
  /** Whether the endpoint was failing when it was read. */
  readonly wasFailing: boolean;
  readonly result: AttemptResult;
  readonly recorded: () => void;
}

/**
 * Records how attempts ended, those that end together in one transaction, and what that says of the endpoints. An event
 * that was received is sent again only if its process dies before that commits: while PostgreSQL is away, results wait.
 */
export class ResultRecorder {
  private waiting: Ended[] = [];
  private flushing: Promise<void> | undefined;

  constructor(private readonly context: Pick<WebhooksContext, 'database' | 'clock' | 'logger' | 'noticeDisabled'>) {}

  /** Resolves when the result is in the database. */
  end(attempt: Attempt, wasFailing: boolean, result: AttemptResult): Promise<void> {
    return new Promise((recorded) => {
      this.waiting.push({ attempt, wasFailing, result, recorded });
      this.flushing ??= this.flush().finally(() => {
        this.flushing = undefined;
      });
    });
  }

  private async flush(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, RESULTS_PER_STATEMENT_MAX);
      try {
        await this.write(batch);
      } catch (error) {
        this.context.logger.warn({ err: error }, 'Results of webhooks could not be recorded yet');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        continue;
      }
      this.waiting.splice(0, batch.length);
      for (const { recorded } of batch) recorded();
    }
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
    await database.run(recordResults, results);
    const recovered = new Set(
      batch
        .filter(({ result, wasFailing }) => result.kind === 'Delivered' && wasFailing)
        .map(({ attempt }) => attempt.endpointId),
    );
    if (recovered.size > 0) await database.run(noteSuccesses, [[...recovered]]);
    // An endpoint that received something meanwhile is not failing, unless it says that it is gone.
    const bad = failed.filter(({ attempt, result }) => result.kind === 'Gone' || !delivered.has(attempt.endpointId));
    if (bad.length === 0) return;
    const disabled = await database.transaction(async (transaction) => {
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
