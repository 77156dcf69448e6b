/**
 * Keeps a table of sales by minute, from the event log. An example of a consumer that may be killed at any line, and whose
 * table is nevertheless what was sold: see the README beside it.
 */
import { Client } from 'pg';
import { readNats } from './read-nats';
import { readRedis } from './read-redis';
import { addSales, openSales } from './sales-table';

const {
  EVENT_LOG_URL = '',
  EVENT_LOG_NAME = 'frontrow-events',
  SALES_DATABASE_URL = '',
  BATCH_SIZE = '500',
} = process.env;

async function main(): Promise<void> {
  if (EVENT_LOG_URL === '' || SALES_DATABASE_URL === '') throw new Error('Set EVENT_LOG_URL and SALES_DATABASE_URL');
  const database = new Client({ connectionString: SALES_DATABASE_URL });
  await database.connect();
  const read = EVENT_LOG_URL.startsWith('redis') ? readRedis : readNats;
  const reader = await read(EVENT_LOG_URL, EVENT_LOG_NAME, Number(BATCH_SIZE));
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (isStopping = true));
  let cursor = await openSales(database, EVENT_LOG_NAME);
  console.log(`Reading ${EVENT_LOG_NAME} after ${cursor}`);
  while (!isStopping) {
    const batch = await reader.readAfter(cursor);
    if (batch.events.length > 0) await addSales(database, EVENT_LOG_NAME, batch);
    ({ cursor } = batch);
  }
  await reader.close();
  await database.end();
}

// Whatever goes wrong ends it: its process manager starts it again, and it goes on where it was.
main().catch((error) => {
  console.error(error);
  process.exit(1);
});
