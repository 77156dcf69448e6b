import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Habits } from './buyer';
import { payments } from './buyer-actions';
import { tastes } from './choosers';
import type { ShowWish } from './find-show';
import { type Preset, type PresetName, presets } from './presets';
import type { Weights } from './random';
import type { Arrivals } from './schedule';
import { UsageError } from './usage-error';

/** What the command line asks for. */
export interface RunOptions {
  readonly preset: PresetName;
  /** A scenario to repeat instead of people who decide. */
  readonly replayFile: string | null;
  /** Empty: the driver starts a service of its own. */
  readonly urls: readonly string[];
  readonly bankUrl: string | null;
  readonly showId: string | null;
  readonly wish: ShowWish;
  readonly arrivals: Arrivals;
  readonly habits: Habits;
  readonly secondsMax: number;
  readonly watchers: number;
  readonly cutsPerSecond: number;
  readonly ownMapsShare: number;
  readonly patienceSeconds: number;
  readonly seed: number;
  readonly outDir: string;
  readonly recordFile: string | null;
  readonly profileDir: string | null;
}

interface Option {
  readonly value: string;
  readonly about: string;
  readonly parse: z.ZodType;
  readonly expected: string;
}

const whole = (min: number, max: number) => ({
  parse: z.coerce.number().int().min(min).max(max),
  expected: `a whole number, ${min} to ${max}`,
});
const number = (min: number, max: number) => ({
  parse: z.coerce.number().min(min).max(max),
  expected: `a number, ${min} to ${max}`,
});
const share = number(0, 1);
const address = {
  parse: z.string().refine((text) => /^https?:\/\//.test(text) && URL.canParse(text)),
  expected: 'an address such as http://127.0.0.1:4000',
};
const text = { parse: z.string().min(1), expected: 'a text' };

/** `together=50,random=10`: names with their weights. */
const weights = (names: readonly string[]) => ({
  parse: z
    .string()
    .transform((list) => Object.fromEntries(list.split(',').map((part) => split(part))))
    .refine((parsed) => Object.keys(parsed).every((name) => names.includes(name)))
    .refine((parsed) => Object.values(parsed).every((weight) => weight >= 0))
    .refine((parsed) => Object.values(parsed).some((weight) => weight > 0)),
  expected: `weights of ${names.join(', ')}, such as ${names[0]}=3,${names[1]}=1`,
});
function split(part: string): [string, number] {
  const [name = '', weight = ''] = part.split('=');
  return [name.trim(), weight === '' ? Number.NaN : Number(weight)];
}

const groups: Readonly<Record<string, Readonly<Record<string, Option>>>> = {
  Where: {
    url: { value: 'ADDRESS', about: 'A running service; may be given again. None: starts one of its own.', ...address },
    show: { value: 'ID', about: 'Its show. None: the freest of those that the preset suits.', ...text },
    bank: { value: 'ADDRESS', about: 'Its local payment provider, where 3-D Secure is confirmed.', ...address },
  },
  Buyers: {
    buyers: { value: 'COUNT', about: 'So many come at most.', ...whole(0, 200_000) },
    rate: {
      value: 'PER SECOND',
      about: 'How many come in a second, however the service fares.',
      ...number(0.01, 10_000),
    },
    ramp: { value: 'SECONDS', about: 'From nobody to the full rate.', ...number(0, 3_600) },
    party: {
      value: 'WEIGHTS',
      about: 'How many seats they want.',
      ...weights(Array.from({ length: 15 }, (_, size) => String(size + 1))),
    },
    choose: { value: 'WEIGHTS', about: `How they choose: ${tastes.join(', ')}.`, ...weights(tastes) },
    pay: { value: 'WEIGHTS', about: `How they pay: ${payments.join(', ')}.`, ...weights(payments) },
    think: { value: 'SECONDS', about: 'Mean time to choose, and again to pay.', ...number(0, 600) },
    tries: { value: 'COUNT', about: 'How often they try who were too slow or were declined.', ...whole(1, 1_000) },
    abandon: { value: 'SHARE', about: 'Part that gives a hold up.', ...share },
    vanish: { value: 'SHARE', about: 'Part that leaves a hold without a word.', ...share },
    'own-maps': { value: 'SHARE', about: 'Part that reads and follows a map of its own; others share one.', ...share },
    patience: { value: 'SECONDS', about: 'How long they wait to be admitted.', ...number(1, 7_200) },
  },
  Watchers: {
    watchers: { value: 'COUNT', about: 'So many only watch.', ...whole(0, 20_000) },
    cuts: { value: 'PER SECOND', about: 'So many lose their connection and come back.', ...number(0, 1_000) },
  },
  Run: {
    seconds: { value: 'SECONDS', about: 'The longest time that buyers have.', ...number(1, 7_200) },
    seed: { value: 'NUMBER', about: 'The same seed, the same decisions.', ...whole(0, 2 ** 31) },
    out: { value: 'FOLDER', about: 'Where the JSON and the HTML report go.', ...text },
    record: { value: 'FILE', about: 'Writes what the buyers do, for replay.', ...text },
    profile: { value: 'FOLDER', about: 'Where an own service leaves its processor profile.', ...text },
  },
};
const options: Readonly<Record<string, Option>> = Object.assign({}, ...Object.values(groups));

/** The name that a preset has for an option, where it is another. */
const ofPreset: Readonly<Record<string, keyof Preset>> = { 'own-maps': 'ownMaps' };

export function help(): string {
  const lines = [
    'Drives a Frontrow through its public API alone, and proves at the end that no seat was sold twice.',
    '',
    '  npm run load -- --preset NAME [options]',
    '  npm run load -- replay FILE [options]',
    '',
    'Presets',
    ...Object.entries<Preset>(presets).map(([name, { about }]) => `  ${name.padEnd(18)}${about}`),
  ];
  for (const [title, group] of Object.entries(groups)) {
    lines.push('', title);
    for (const [name, { value, about }] of Object.entries(group)) {
      lines.push(`  ${`--${name} ${value}`.padEnd(22)}${about}`);
    }
  }
  lines.push(
    '',
    'Weights are lists such as 2=50,4=20. Exit status: 0 where all proofs hold, 1 where one fails, 2 for a mistake in',
    'the command. Ctrl-C ends a run with its summary and proofs.',
    '',
    'Examples',
    '  npm run load -- --preset smoke',
    '  npm run load -- --preset theatre-rush --watchers 1000 --choose same-few=1',
    '  npm run load -- --preset smoke --url http://127.0.0.1:4000 --record rush.json',
    '  npm run load -- replay rush.json',
  );
  return lines.join('\n');
}

/**
 * @returns null where help was asked for
 * @throws UsageFault with every mistake
 */
export function parseOptions(words: readonly string[]): RunOptions | null {
  const { values: given, positionals } = splitWords(words);
  if (given.help === true) return null;
  const values: Readonly<Record<string, unknown>> = given;
  const [command, replayFile, ...more] = positionals;
  const faults: string[] = [];
  if (command !== undefined && (command !== 'replay' || replayFile === undefined || more.length > 0)) {
    faults.push(`"${positionals.join(' ')}": the only command is replay FILE`);
  }
  const name = values.preset ?? 'smoke';
  if (typeof name !== 'string' || !isPreset(name)) {
    throw new UsageError(`--preset ${name}: there are ${Object.keys(presets).join(', ')}`);
  }
  const preset: Preset = presets[name];
  const parsed: Record<string, unknown> = {};
  for (const [option, { parse, expected }] of Object.entries(options)) {
    // What is no number or text of the preset has no default there.
    const fallback = preset[(ofPreset[option] ?? option) as keyof Preset];
    const wanted = values[option] ?? fallback;
    if (wanted === undefined) continue;
    const schema = Array.isArray(wanted) ? z.array(parse) : parse;
    const result = schema.safeParse(wanted);
    if (result.success) parsed[option] = result.data;
    else faults.push(`--${option} ${String(wanted)}: expected ${expected}`);
  }
  if (faults.length > 0) throw new UsageError(`${faults.join('\n')}\nnpm run load -- --help lists the rest`);
  return settle(name, preset, replayFile ?? null, parsed);
}

function splitWords(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        preset: { type: 'string' },
        ...Object.fromEntries(
          Object.keys(options).map((name) => [name, { type: 'string', multiple: name === 'url' } as const]),
        ),
      },
    });
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : String(error)}\nnpm run load -- --help lists the options`,
    );
  }
}

const isPreset = (name: string): name is PresetName => Object.hasOwn(presets, name);

function settle(
  preset: PresetName,
  { wish }: Preset,
  replayFile: string | null,
  parsed: Readonly<Record<string, unknown>>,
): RunOptions {
  // Each option was parsed by its own schema above, and each of these numbers has a default in every preset.
  const number = (name: string) => parsed[name] as number;
  const text = (name: string) => (parsed[name] as string | undefined) ?? null;
  const weightsOf = <Name extends string>(name: string) => parsed[name] as Weights<Name>;
  return {
    preset,
    replayFile,
    wish,
    urls: (parsed.url as string[] | undefined) ?? [],
    bankUrl: text('bank'),
    showId: text('show'),
    arrivals: { countMax: number('buyers'), perSecond: number('rate'), rampSeconds: number('ramp') },
    habits: {
      ...{ party: weightsOf('party'), tastes: weightsOf('choose'), payments: weightsOf('pay') },
      ...{ thinkSeconds: number('think'), triesMax: number('tries') },
      ...{ abandonShare: number('abandon'), vanishShare: number('vanish') },
    },
    secondsMax: number('seconds'),
    watchers: number('watchers'),
    cutsPerSecond: number('cuts'),
    ownMapsShare: number('own-maps'),
    patienceSeconds: number('patience'),
    seed: (parsed.seed as number | undefined) ?? 1,
    outDir: text('out') ?? 'load-results',
    recordFile: text('record'),
    profileDir: text('profile'),
  };
}
