import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { UsageError } from './usage-error';

const LIMITS = { actionsMax: 1_000_000, buyersMax: 200_000, watchersMax: 20_000, millisecondsMax: 7_200_000 } as const;

const seatsSchema = z.array(z.int().min(0).max(199_999)).min(1).max(15);
const step = { atMs: z.int().min(0).max(LIMITS.millisecondsMax), buyer: z.int().min(0).max(LIMITS.buyersMax) };

const actionSchema = z.discriminatedUnion('do', [
  z.strictObject({ ...step, do: z.literal('arrive') }),
  z.strictObject({ ...step, do: z.literal('hold'), seats: seatsSchema }),
  z.strictObject({
    ...{ ...step, do: z.literal('pay') },
    with: z.enum(['card', 'declined', 'no-funds', 'bank', 'bank-refuses']),
  }),
  z.strictObject({ ...step, do: z.literal('release') }),
]);

const scenarioSchema = z.strictObject({
  format: z.literal('frontrow-load-scenario'),
  formatVersion: z.literal(1),
  /** What the show must have: a scenario names seats by their index. */
  seatCount: z.int().min(1).max(200_000),
  watchers: z.int().min(0).max(LIMITS.watchersMax).default(0),
  actions: z.array(actionSchema).min(1).max(LIMITS.actionsMax),
});

export type TimedAction = z.output<typeof actionSchema>;
export type Scenario = z.output<typeof scenarioSchema>;
/** What a buyer does, without when and who. */
export type Step =
  | { readonly do: 'arrive' }
  | { readonly do: 'hold'; readonly seats: number[] }
  | { readonly do: 'pay'; readonly with: Extract<TimedAction, { do: 'pay' }>['with'] }
  | { readonly do: 'release' };

const FAULTS_SHOWN = 10;

/** @throws UsageFault with every fault and its place. */
export async function readScenario(file: string): Promise<Scenario> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read: ${error.code ?? error.message}`);
  });
  return parseScenario(text, file);
}

export function parseScenario(text: string, file: string): Scenario {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = scenarioSchema.safeParse(json);
  if (!parsed.success) {
    const { issues } = parsed.error;
    const faults = issues
      .slice(0, FAULTS_SHOWN)
      .map(({ path, message }) => `  ${path.join('.') || 'the file'}: ${message}`);
    const more = issues.length > FAULTS_SHOWN ? [`  and ${issues.length - FAULTS_SHOWN} more`] : [];
    throw new UsageError([`${file} is not a scenario:`, ...faults, ...more].join('\n'));
  }
  const { seatCount, actions } = parsed.data;
  const outside = actions.findIndex((action) => action.do === 'hold' && action.seats.some((seat) => seat >= seatCount));
  if (outside >= 0) {
    throw new UsageError(
      `${file} is not a scenario:\n  actions.${outside}.seats: the show has ${seatCount} seats only`,
    );
  }
  return parsed.data;
}

/** Notes down what buyers do, so that a run can be repeated. */
export class Recorder {
  private readonly actions: TimedAction[] = [];
  private readonly startMs = performance.now();

  note(buyer: number, step: Step, dueMs: number): void {
    if (this.actions.length === LIMITS.actionsMax) return;
    this.actions.push({ atMs: Math.max(0, Math.round(dueMs - this.startMs)), buyer, ...step });
  }

  async write(file: string, seatCount: number, watchers: number): Promise<void> {
    const head = { format: 'frontrow-load-scenario', formatVersion: 1, seatCount, watchers };
    const actions = this.actions.toSorted((a, b) => a.atMs - b.atMs).map((action) => `    ${JSON.stringify(action)}`);
    // One action a line: people read and change such files, and compare them by line.
    const opening = JSON.stringify(head, null, 2).slice(0, -2);
    await writeFile(file, `${opening},\n  "actions": [\n${actions.join(',\n')}\n  ]\n}\n`);
  }
}
