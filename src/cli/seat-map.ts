/** `npm run seat-map -- COMMAND …`: the operator commands for seat maps. */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { attachOrStartDatabase, connect, prepareDatabase } from '../backing-services';
import { generateVenueMap, type VenueKind, venueKinds } from '../dev';
import { Database, loadConfig, openLogger } from '../platform';
import {
  diffReport,
  diffSeatMaps,
  drawSeatMap,
  faultReport,
  isKnownEncoding,
  mapLine,
  openSeating,
  type ReadOptions,
  type ReadSeatMapResult,
  readSeatMap,
  SeatMap,
  seatMapJsonSchema,
  seatMapSources,
} from '../seating';

const USAGE = `npm run seat-map -- COMMAND

  import FILE          checks a map and publishes it
  check FILE           reports all faults of a map
  diff OLD NEW         lists the seats that were added, removed, moved, renamed, re-zoned
  draw FILE            writes an SVG, coloured by zone
  convert FILE         writes a map of any format in the format of Frontrow
  generate KIND        writes the map of an invented venue: ${venueKinds.join(', ')}
  schema               writes the JSON Schema of the format of Frontrow

  --format FORMAT      frontrow, pretix or csv; default: what the file looks like
  --name NAME          name of the map, where the file has none
  --scale CM           centimetres of one unit of a pretix or CSV file; default: guessed
  --encoding NAME      of a text that is not UTF-8, such as windows-1250; default: UTF-16 with a mark, windows-1252
  --focal-point=X,Y    the point that all seats look at, in units of a pretix or CSV file
  --seed NUMBER        of an invented venue; default: 1
  --out FILE           where to write; default: standard output`;

const OPTIONS = {
  format: { type: 'string' },
  name: { type: 'string' },
  scale: { type: 'string' },
  encoding: { type: 'string' },
  'focal-point': { type: 'string' },
  seed: { type: 'string' },
  out: { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

/** The options of a command, as written on the command line. */
export type Values = Partial<Record<keyof typeof OPTIONS, string>>;

/** Where a command writes: results, and everything else. */
export interface Output {
  result(text: string): void;
  progress(text: string): void;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Read = Extract<ReadSeatMapResult, { kind: 'SeatMapRead' }>;

/** Runs a command and returns its exit code: 0 done, 1 the file was refused, 2 the command was not understood. */
export async function runSeatMapCommand(
  words: readonly string[],
  environment: Environment,
  output: Output,
): Promise<number> {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
    const [command = '', ...files] = positionals;
    return await run(command, files, values, environment, output);
  } catch (error) {
    const mistake = mistakeOf(error);
    if (mistake === null) throw error;
    output.progress(`${mistake}\n\n${USAGE}`);
    return 2;
  }
}

/** The arguments of a command are wrong. */
export class Mistake extends Error {}

/** The sentence for a command that was not understood; null where the error is of another kind. */
function mistakeOf(error: unknown): string | null {
  if (error instanceof Mistake) return error.message;
  if (typeof error !== 'object' || error === null) return null;
  // Whatever was thrown may be asked for any key.
  const { code, message } = error as { code?: unknown; message?: unknown };
  return String(code).startsWith('ERR_PARSE_ARGS') ? String(message) : null;
}

async function run(
  command: string,
  files: readonly string[],
  values: Values,
  environment: Environment,
  output: Output,
): Promise<number> {
  const only = (what: string): string => {
    const [file] = files;
    if (file === undefined || files.length !== 1) throw new Mistake(`"${command}" needs one ${what}.`);
    return file;
  };
  switch (command) {
    case 'import':
      return importSeatMap(only('file'), values, environment, output);
    case 'check':
      return checkSeatMapFile(only('file'), values, output);
    case 'diff': {
      const [old, next, ...more] = files;
      if (old === undefined || next === undefined || more.length > 0) throw new Mistake('"diff" needs two files.');
      return diffSeatMapFiles(old, next, values, output);
    }
    case 'draw':
      return drawSeatMapFile(only('file'), values, output);
    case 'convert':
      return convertSeatMapFile(only('file'), values, output);
    case 'generate':
      return generateSeatMapFile(only('kind of venue'), values, output);
    case 'schema':
      return writeSeatMapSchema(values, output);
    default:
      throw new Mistake(command === '' ? 'There is no command.' : `There is no command "${command}".`);
  }
}

// The sub-commands. Each returns its exit code, and throws `Mistake` where its arguments are wrong.

export async function importSeatMap(
  file: string,
  values: Values,
  environment: Environment,
  output: Output,
): Promise<number> {
  const map = await readOrReport(file, values, output);
  if (map !== null) return publish(file, map, environment, output);
  output.progress('Nothing was published.');
  return 1;
}

export async function checkSeatMapFile(file: string, values: Values, output: Output): Promise<number> {
  const map = await readOrReport(file, values, output);
  if (map !== null) output.result(`Valid. ${mapLine(new SeatMap(map))}`);
  return map === null ? 1 : 0;
}

export async function diffSeatMapFiles(old: string, next: string, values: Values, output: Output): Promise<number> {
  const [oldRead, nextRead] = [await readOrReport(old, values, output), await readOrReport(next, values, output)];
  if (oldRead === null || nextRead === null) return 1;
  const [oldMap, nextMap] = [new SeatMap(oldRead), new SeatMap(nextRead)];
  output.result(diffReport(oldMap, nextMap, diffSeatMaps(oldMap, nextMap)));
  return 0;
}

export async function drawSeatMapFile(file: string, values: Values, output: Output): Promise<number> {
  const map = await readOrReport(file, values, output);
  return map === null ? 1 : write(drawSeatMap(map.document), values, output);
}

export async function convertSeatMapFile(file: string, values: Values, output: Output): Promise<number> {
  const map = await readOrReport(file, values, output);
  return map === null ? 1 : write(`${map.json}\n`, values, output);
}

export async function generateSeatMapFile(kind: string, values: Values, output: Output): Promise<number> {
  const document = generateVenueMap(venueKindOf(kind), seedOf(values.seed), values.name);
  return write(`${JSON.stringify(document)}\n`, values, output);
}

export async function writeSeatMapSchema(values: Values, output: Output): Promise<number> {
  return write(`${JSON.stringify(seatMapJsonSchema(), null, 2)}\n`, values, output);
}

async function readOrReport(file: string, values: Values, output: Output): Promise<Read | null> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Mistake(`${file} cannot be read: ${error.code}`);
  });
  const name = values.name ?? (extname(file) === '.csv' ? basename(file, '.csv') : undefined);
  const result = readSeatMap(bytes, { ...readOptions(values), name });
  if (result.kind === 'SeatMapRefused') {
    output.progress(faultReport(file, result));
    return null;
  }
  for (const note of result.notes) output.progress(`${file}: ${note}`);
  return result;
}

function readOptions({ format, scale, encoding, 'focal-point': focalPoint }: Values): ReadOptions {
  const source = seatMapSources.find((known) => known === format);
  if (format !== undefined && source === undefined) throw new Mistake(`There is no format "${format}".`);
  const [x, y, ...rest] = focalPoint?.split(',').map(Number) ?? [];
  if (focalPoint !== undefined && !(Number.isFinite(x) && Number.isFinite(y) && rest.length === 0)) {
    throw new Mistake('A focal point is two numbers, such as --focal-point=120,-40.');
  }
  if (scale !== undefined && !(Number(scale) > 0 && Number.isFinite(Number(scale)))) {
    throw new Mistake('A scale is a number of centimetres, such as --scale 2.5.');
  }
  if (encoding !== undefined && !isKnownEncoding(encoding)) throw new Mistake(`There is no encoding "${encoding}".`);
  return {
    format: source,
    encoding,
    scale: scale === undefined ? undefined : Number(scale),
    focalPoint: x === undefined || y === undefined ? undefined : { x, y },
  };
}

function venueKindOf(word: string): VenueKind {
  const kind = venueKinds.find((known) => known === word);
  if (kind === undefined) throw new Mistake(`There is no venue "${word}".`);
  return kind;
}

function seedOf(word = '1'): number {
  if (!/^[0-9]{1,9}$/.test(word)) throw new Mistake('A seed is a whole number, such as --seed 7.');
  return Number(word);
}

async function write(text: string, { out }: Values, output: Output): Promise<number> {
  if (out === undefined) output.result(text.replace(/\n$/, ''));
  else {
    await writeFile(out, text);
    output.progress(`Wrote ${out}`);
  }
  return 0;
}

async function publish(file: string, map: Read, environment: Environment, output: Output): Promise<number> {
  const config = loadConfig(environment);
  const standing = await attachOrStartDatabase(config, output.progress);
  try {
    await prepareDatabase(standing, output.progress);
    const dataSource = await connect(standing.url);
    try {
      const database = new Database(dataSource, openLogger(config.LOG_LEVEL));
      const published = await openSeating({ database, config }).publishSeatMap(map.document);
      if (published.kind === 'SeatMapRefused') {
        output.progress(`${faultReport(file, published)}\nNothing was published.`);
        return 1;
      }
      output.progress(published.isNew ? 'Published.' : 'Published before; nothing changed.');
      output.result(mapLine(new SeatMap(map)));
      return 0;
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await standing.stop();
  }
}
