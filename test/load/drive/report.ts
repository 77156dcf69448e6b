import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { page, paragraph, type Section, table } from '../support/page';
import { drawLines, type LinePlot } from '../support/plot';
import { list, time, whole } from './progress';
import type { RunResult } from './run';
import type { Moment } from './run-statistics';

/** Keeps a run as JSON, and as one HTML file that opens without the network. Returns the two files. */
export async function keepRun(result: RunResult, outDir: string): Promise<{ json: string; html: string }> {
  await mkdir(outDir, { recursive: true });
  const name = `${result.startedAt.slice(0, 19).replaceAll(':', '-')}-${result.name}`;
  const [json, html] = [join(outDir, `${name}.json`), join(outDir, `${name}.html`)];
  await writeFile(json, `${JSON.stringify(result, null, 2)}\n`);
  await writeFile(html, await reportPage(result));
  return { json, html };
}

async function reportPage(result: RunResult): Promise<string> {
  const { show, proofs, latencies, watchers } = result;
  const lag = watchers.lagMs;
  const milliseconds = (values: readonly number[]) => values.map(time);
  const sections: Section[] = [
    {
      heading: 'Proofs',
      html: proofs
        .map(({ claim, holds, figures }) =>
          paragraph(`${holds ? 'Holds' : 'Fails'}: ${claim}. ${figures}.`, holds ? 'held' : 'broken'),
        )
        .join('\n'),
    },
    {
      heading: 'What happened',
      html: [
        paragraph(
          `${whole(result.arrived)} buyers came; ${whole(result.ordersConfirmed)} orders with ${whole(result.seatsConfirmed)} seats were confirmed in ${whole(result.seconds)} s. It ended because ${result.endedBecause}.`,
        ),
        table(['Buyers left because', 'Count'], rows(result.left)),
        paragraph(`Refused: ${list(result.refusals)}. Errors: ${list(result.errors)}.`),
        ...result.advice.map((sentence) => paragraph(sentence)),
      ].join('\n'),
    },
    {
      heading: 'Latencies',
      html: [
        table(
          ['', 'Count', 'p50', 'p90', 'p99', 'p99.9', 'Max'],
          [
            ...latencies.map(({ action, latencyMs: { count, p50, p90, p99, p999, max } }) => [
              ...[action, whole(count), ...milliseconds([p50, p90, p99, p999, max])],
            ]),
            ...(lag === null || lag.count === 0
              ? []
              : [['changes', whole(lag.count), ...milliseconds([lag.p50, lag.p90, lag.p99, lag.p999, lag.max])]]),
          ],
        ),
        paragraph('Counted from when a request should have started; changes from when the seat was asked for.'),
      ].join('\n'),
    },
  ];
  if (result.faults.length > 0) sections.push({ heading: 'Faults', html: faultTable(result) });
  const plots = plotsOf(result).map(drawLines);
  sections.push({ heading: 'Over time', html: plots.join('\n') });
  const about = `${show.event.name}, ${show.venue.name}, ${whole(show.seatMap.seatCount)} seats. ${result.startedAt}, ${result.machine}.`;
  return page(`Rehearsal: ${result.name}`, about, sections);
}

const rows = (counts: Readonly<Record<string, number>>): [string, string][] =>
  Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => [name, whole(count)]);

const faultTable = ({ faults }: RunResult): string =>
  table(
    ['Fault', 'From', 'To', 'Requests', 'Failed at first', 'Failed for good', 'Healed after'],
    faults.map(({ what, fromSecond, toSecond, tries, failedShare, errors, healSeconds }) => [
      ...[what, `${whole(fromSecond)} s`, `${whole(toSecond)} s`, whole(tries)],
      ...[`${(failedShare * 100).toFixed(1)} %`, whole(errors), `${healSeconds.toFixed(0)} s`],
    ]),
  );

function plotsOf({ moments, faults }: RunResult): LinePlot[] {
  const seconds = { label: 'seconds' };
  const line = (name: string, read: (moment: Moment) => number | null | undefined) => ({
    name,
    points: moments.flatMap((moment) => {
      const value = read(moment);
      return value == null ? [] : [[moment.second, value] as const];
    }),
  });
  const plots: LinePlot[] = [
    {
      title: 'Throughput',
      x: seconds,
      y: { label: 'answers a second' },
      series: [
        line('holds', ({ endings }) => endings.hold ?? 0),
        line('purchases', ({ endings }) => endings.purchase ?? 0),
        line('refused', ({ refused }) => refused),
        line('errors', ({ errors }) => errors),
        line('failed and tried again', ({ failedTries }) => failedTries),
      ],
    },
    {
      title: 'Latency',
      x: seconds,
      y: { label: 'milliseconds', scale: 'log' },
      series: [
        line('hold, median', ({ latencyMs }) => latencyMs.hold?.p50),
        line('hold, 99 %', ({ latencyMs }) => latencyMs.hold?.p99),
        line('purchase, median', ({ latencyMs }) => latencyMs.purchase?.p50),
        line('purchase, 99 %', ({ latencyMs }) => latencyMs.purchase?.p99),
      ],
    },
    {
      title: 'Seats sold in this run',
      x: seconds,
      y: { label: 'seats' },
      series: [line('confirmed', ({ seatsConfirmed }) => seatsConfirmed)],
    },
    {
      title: 'Changes to watchers',
      x: seconds,
      y: { label: 'messages a second' },
      series: [line('delivered', ({ deliveries }) => deliveries)],
    },
    {
      title: 'How late changes are',
      x: seconds,
      y: { label: 'milliseconds', scale: 'log' },
      series: [line('median', ({ lagMs }) => lagMs?.p50), line('99 %', ({ lagMs }) => lagMs?.p99)],
    },
    {
      title: 'Memory of the service',
      x: seconds,
      y: { label: 'MiB' },
      series: [line('resident', ({ serviceBytes }) => (serviceBytes === null ? null : serviceBytes / 2 ** 20))],
    },
    {
      title: 'Processor time of the service',
      x: seconds,
      y: { label: 'share of one processor' },
      series: [line('service', ({ serviceProcessorShare }) => serviceProcessorShare)],
    },
  ];
  // What was not measured has no plot.
  const marks = faults.map(({ what, fromSecond }) => ({ x: fromSecond, what }));
  return plots
    .map((plot) => ({ ...plot, moments: marks }))
    .filter(({ series }) => series.some(({ points }) => points.length > 1));
}
