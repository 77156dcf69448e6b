import type { RunObserver } from './run';
import type { Moment, RunStatistics } from './run-statistics';

type Out = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
type Seats = Parameters<RunObserver['moment']>[2];

const PLAIN_SECONDS = 2;
const BAR_LETTERS = 40;
const RECENT_LINES = 4;
/** Where a terminal does not report its width. */
const SCREEN_LETTERS = 80;

/** On a terminal one screen that is drawn anew each second; else a plain line now and then. */
export function openProgress(title: string, out: Out): RunObserver & { close(): void } {
  return out.isTTY ? new Screen(title, out) : new Lines(out);
}

class Lines implements RunObserver {
  private lastSecond = 0;

  constructor(private readonly out: Out) {}

  readonly say = (line: string): void => {
    this.out.write(`${line}\n`);
  };

  moment(moment: Moment, statistics: RunStatistics, seats: Seats): void {
    if (moment.second - this.lastSecond < PLAIN_SECONDS) return;
    this.lastSecond = moment.second;
    const { hold, purchase } = moment.latencyMs;
    this.say(
      [
        `${whole(moment.second)} s`,
        `${whole(seats.sold)} of ${whole(seats.count)} sold`,
        `${whole(statistics.arrived)} came, ${whole(moment.buyers)} inside`,
        `hold p99 ${time(hold?.p99)}, purchase p99 ${time(purchase?.p99)}`,
        `${whole(moment.deliveries)} deliveries/s to ${whole(moment.watching)} watchers, p99 ${time(moment.lagMs?.p99)}`,
        `${whole(moment.refused)} refused/s, ${whole(moment.errors)} errors/s`,
        ...(moment.serviceBytes === null ? [] : [`service ${use(moment)}`]),
      ].join(' · '),
    );
  }

  close(): void {
    // Nothing is open.
  }
}

class Screen implements RunObserver {
  private readonly recent: string[] = [];
  private drawnLines = 0;
  private body: string[] = [];

  constructor(
    private readonly title: string,
    private readonly out: Out,
  ) {
    out.write('\x1b[?25l');
  }

  readonly say = (line: string): void => {
    this.recent.push(line);
    if (this.recent.length > RECENT_LINES) this.recent.shift();
    this.draw();
  };

  moment(moment: Moment, statistics: RunStatistics, seats: Seats): void {
    const part = seats.sold / Math.max(1, seats.count);
    const filled = Math.round(part * BAR_LETTERS);
    const { latencyMs, endings } = moment;
    const row = (name: string, ...cells: string[]) =>
      `  ${name.padEnd(12)}${cells.map((cell) => cell.padStart(10)).join('')}`;
    this.body = [
      `  ${'█'.repeat(filled)}${'░'.repeat(BAR_LETTERS - filled)} ${(part * 100).toFixed(1)} % sold`,
      `  ${whole(seats.sold)} sold, ${whole(seats.free)} free of ${whole(seats.count)} · ${whole(moment.second)} s`,
      '',
      row('', 'a second', 'p50', 'p99'),
      ...(['session', 'look', 'hold', 'purchase'] as const).map((action) =>
        row(action, whole(endings[action] ?? 0), time(latencyMs[action]?.p50), time(latencyMs[action]?.p99)),
      ),
      row('changes', whole(moment.deliveries), time(moment.lagMs?.p50), time(moment.lagMs?.p99)),
      '',
      `  buyers    ${whole(statistics.arrived)} came, ${whole(moment.buyers)} inside, ${whole(statistics.ordersConfirmed)} orders`,
      `  watchers  ${whole(moment.watching)}, ${whole(statistics.watchers.resyncs)} resyncs, ${whole(statistics.watchers.reconnects)} reconnects`,
      `  refused   ${list(statistics.refusals)}`,
      `  errors    ${list(statistics.errors)}`,
      ...(moment.serviceBytes === null ? [] : [`  service   ${use(moment)}`]),
    ];
    this.draw();
  }

  close(): void {
    this.out.write('\x1b[?25h\n');
  }

  private draw(): void {
    const whole = [this.title, '', ...this.body, '', ...this.recent.map((line) => `  ${line}`)];
    // A line that wraps would count as two on the way back.
    const lines = whole.map((line) => line.slice(0, this.out.columns || SCREEN_LETTERS));
    const back = this.drawnLines === 0 ? '' : `\x1b[${this.drawnLines}A\r`;
    // Each line is cleared as it is written, so that nothing flickers.
    this.out.write(`${back}${lines.map((line) => `\x1b[2K${line}\n`).join('')}\x1b[J`);
    this.drawnLines = lines.length;
  }
}

export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** A time as people read it. */
export function time(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '-';
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${milliseconds >= 10 ? Math.round(milliseconds) : milliseconds.toFixed(1)} ms`;
}

export const list = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${whole(count)}`)
    .join(', ') || 'none';

const use = ({ serviceBytes, serviceProcessorShare }: Moment): string =>
  `${whole((serviceBytes ?? 0) / 2 ** 20)} MiB, ${whole((serviceProcessorShare ?? 0) * 100)} % of a processor`;
