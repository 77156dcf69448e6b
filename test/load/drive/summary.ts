import { list, time, whole } from './progress';
import type { RunResult } from './run';

/** The end of a run for a terminal. */
export function summarise(result: RunResult): string {
  const { latencies, watchers, proofs, driverDelayMs } = result;
  const width = 11;
  const row = (name: string, cells: readonly string[]) =>
    `  ${name.padEnd(12)}${cells.map((cell) => cell.padStart(width)).join('')}`;
  return [
    '',
    `${result.name}: ${result.show.event.name}, ${result.show.venue.name}`,
    `Ended after ${whole(result.seconds)} s because ${result.endedBecause}.`,
    '',
    `${whole(result.arrived)} buyers, ${whole(result.ordersConfirmed)} orders, ${whole(result.seatsConfirmed)} seats sold (${(result.seatsConfirmed / result.seconds).toFixed(1)} a second), ${whole(result.seatsFreeAtTheEnd)} free`,
    `They left:  ${list(result.left)}`,
    `Refused:    ${list(result.refusals)}`,
    `Errors:     ${list(result.errors)}`,
    ...(Object.keys(result.failedTries).length === 0 ? [] : [`Tried again: ${list(result.failedTries)}`]),
    '',
    row('', ['count', 'a second', 'p50', 'p90', 'p99', 'p99.9', 'max']),
    ...latencies.map(({ action, latencyMs: { count, p50, p90, p99, p999, max } }) =>
      row(action, [whole(count), (count / result.seconds).toFixed(1), ...[p50, p90, p99, p999, max].map(time)]),
    ),
    ...(watchers.lagMs === null || watchers.watching === 0
      ? []
      : [
          row('changes', [
            ...[whole(watchers.deliveries), whole(watchers.deliveries / result.seconds)],
            ...[
              watchers.lagMs.p50,
              watchers.lagMs.p90,
              watchers.lagMs.p99,
              watchers.lagMs.p999,
              watchers.lagMs.max,
            ].map(time),
          ]),
        ]),
    '  Latencies count from when a request should have started; changes from when a seat was asked for.',
    `  This driver itself was late by ${time(driverDelayMs.p50)} (median), ${time(driverDelayMs.p99)} (99 %), ${time(driverDelayMs.max)} (worst).`,
    '',
    `${whole(watchers.watching)} watchers: ${whole(watchers.deliveries)} messages with ${whole(watchers.changes)} changes, ${whole(watchers.reconnects)} reconnects, ${whole(watchers.resyncs)} resyncs`,
    ...(Object.keys(watchers.faults).length === 0 ? [] : [`  connections ended: ${list(watchers.faults)}`]),
    '',
    ...result.faults.map(
      ({ what, fromSecond, toSecond, tries, failedShare, errors, healSeconds }) =>
        `${what}: from ${whole(fromSecond)} to ${whole(toSecond)} s, ${(failedShare * 100).toFixed(1)} % of ${whole(tries)} requests failed and were tried again, ${whole(errors)} failed for good, healed after ${healSeconds.toFixed(0)} s`,
    ),
    ...(result.faults.length === 0 ? [] : ['']),
    ...proofs.map(({ claim, holds, figures }) => `${holds ? 'holds  ' : 'FAILS  '} ${claim}\n         ${figures}`),
    ...result.advice.map((sentence) => `\n${sentence}`),
    '',
  ].join('\n');
}
