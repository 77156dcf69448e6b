/** `npm run bench -- NAME …` or `all`: measures, prints, and keeps the results beside this file's sources. */
import { join } from 'node:path';
import { abuseBench } from './abuse.bench';
import { bestBench } from './best.bench';
import { clientMapBench } from './client-map.bench';
import { discoveryBench } from './discovery.bench';
import { UsageError } from './drive/usage-error';
import { eventsBench } from './events.bench';
import { exportsBench } from './exports.bench';
import { fanoutBench } from './fanout.bench';
import { figuresBench } from './figures.bench';
import { holdsBench } from './holds.bench';
import { installBench } from './install.bench';
import { mapBench } from './map.bench';
import { notificationsBench } from './notifications.bench';
import { placesBench } from './places.bench';
import { processesBench } from './processes.bench';
import { queueBench } from './queue.bench';
import { requestBench } from './request.bench';
import { returnsBench } from './returns.bench';
import { seatControlBench } from './seat-control.bench';
import { showRefundBench } from './show-refund.bench';
import { startupBench } from './startup.bench';
import { stormBench } from './storm.bench';
import { keepReport } from './support/keep-report';
import { type Bench, printReport } from './support/report';
import { ticketsBench } from './tickets.bench';
import { webhooksBench } from './webhooks.bench';

const benches: readonly Bench[] = [
  holdsBench,
  fanoutBench,
  queueBench,
  requestBench,
  processesBench,
  stormBench,
  eventsBench,
  discoveryBench,
  startupBench,
  installBench,
  mapBench,
  clientMapBench,
  abuseBench,
  ticketsBench,
  placesBench,
  bestBench,
  webhooksBench,
  notificationsBench,
  returnsBench,
  showRefundBench,
  seatControlBench,
  figuresBench,
  exportsBench,
];

async function main(names: readonly string[]): Promise<void> {
  const wanted = names.includes('all') ? benches : benches.filter(({ name }) => names.includes(name));
  const unknown = names.filter((name) => name !== 'all' && !benches.some((bench) => bench.name === name));
  if (wanted.length === 0 || unknown.length > 0) {
    const list = benches.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n');
    throw new UsageError(`Name one or more of these, or "all":\n${list}`);
  }
  for (const bench of wanted) {
    const report = await bench.run((line) => console.error(line));
    console.log(printReport(report));
    console.error(`kept in ${await keepReport(report, join(process.cwd(), 'test/load'))}`);
  }
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
