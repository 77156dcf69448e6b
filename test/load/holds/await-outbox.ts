import { setTimeout as delay } from 'node:timers/promises';
import { statement } from '../../../src/platform';
import type { BenchServices } from '../support/bench-services';

const WAIT_MS_MAX = 60_000;
const LOOK_EVERY_MS = 50;

const countRows = statement('bench_count_outbox', 'select count(*)::int as count from outbox');

/** Until everything that was committed is sent, so that one way does not pay for another. */
export async function awaitOutbox({ app }: BenchServices): Promise<void> {
  const end = performance.now() + WAIT_MS_MAX;
  for (;;) {
    const [row] = await app.platform.database.run<{ count: number }>(countRows, []);
    if (row?.count === 0) return;
    if (performance.now() > end) throw new Error(`${row?.count} rows are still in the outbox`);
    await delay(LOOK_EVERY_MS);
  }
}
