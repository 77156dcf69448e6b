import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { Argument, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { attachOrStartDatabase, connect, prepareDatabase } from '../backing-services';
import { generateVenueMap, venueKinds } from '../dev';
import { Database, loadConfig, openLogger } from '../platform';
import {
  diffReport,
  diffSeatMaps,
  drawSeatMap,
  faultReport,
  isKnownEncoding,
  mapLine,
  openSeating,
  type ReadSeatMapResult,
  readSeatMap,
  SeatMap,
  type SeatMapSource,
  seatMapJsonSchema,
  seatMapSources,
} from '../seating';
import { describeSeatMapDiff } from './seat-map-diff';
import { type CommandContext, json } from './shared/context';
import { exitCodes } from './shared/exit-codes';
import { addSubcommands, type CommandText, makeCommand } from './shared/make-command';

export const seatMapCommand = (context: CommandContext) =>
  addSubcommands(
    makeCommand('seat-map', context, {
      summary: 'Check, import, compare, draw, convert or generate seat maps',
      details: 'Reads the formats described in docs/seat-map-format.md: frontrow, pretix and csv.',
      examples: ['frontrow seat-map check stadium.json', 'frontrow seat-map help import'],
    }),
    [
      checkCommand(context),
      importCommand(context),
      diffCommand(context),
      drawCommand(context),
      convertCommand(context),
      generateCommand(context),
      schemaCommand(context),
    ],
  );

/** A command that reads seat maps, with the options that say how. */
const readingCommand = (name: string, context: CommandContext, text: CommandText) =>
  makeCommand(name, context, text)
    .addOption(new Option('--format <format>', 'Format of the file (default: detected)').choices(seatMapSources))
    .option('--name <name>', 'Name of the map, if the file has none')
    .option('--scale <cm>', 'Centimetres per unit of a pretix or CSV file (default: estimated)', parseScale)
    .option(
      '--encoding <name>',
      'Encoding of a text that is not UTF-8 (default: UTF-16 with a mark, windows-1252)',
      parseEncoding,
    )
    .option('--focal-point <x,y>', 'The point that all seats face, in units of a pretix or CSV file', parsePoint);

const outOption = () => new Option('--out <file>', 'File to write (default: standard output)');

const checkCommand = (context: CommandContext) =>
  readingCommand('check', context, {
    summary: 'Report everything that is wrong with a seat map',
    details: 'Exits with 1 if the map has errors.',
    examples: ['frontrow seat-map check stadium.json', 'frontrow seat-map check plan.csv --scale 2.5 --json'],
  })
    .argument('<file>', 'Seat map to check', readInput)
    .option('--json', 'Print the result as JSON')
    .action((input, options) => {
      const result = read(input, options);
      if (result.kind === 'SeatMapRefused') context.exitCode = exitCodes.failed;
      if (options.json) context.output.result(json(checkResult(result)));
      else if (report(context, input, result)) context.output.result(`Valid. ${mapLine(new SeatMap(result))}`);
    });

const importCommand = (context: CommandContext) =>
  readingCommand('import', context, {
    summary: 'Check a seat map and publish it',
    details:
      'Publishes into DATABASE_URL, or into the data folder without it. A map that is already published is not changed.',
    examples: ['frontrow seat-map import stadium.json', 'frontrow seat-map import plan.csv --name "Main hall"'],
  })
    .argument('<file>', 'Seat map to publish', readInput)
    .action(async (input, options) => {
      const result = read(input, options);
      if (report(context, input, result) && (await publish(input, result, context))) return;
      context.output.progress('Nothing was published.');
      context.exitCode = exitCodes.failed;
    });

const diffCommand = (context: CommandContext) =>
  readingCommand('diff', context, {
    summary: 'Report which seats were added, removed, moved, renamed or put into another price zone',
    details: 'Exits with 0 whether or not the maps differ, and with 1 if one of them has errors.',
    examples: ['frontrow seat-map diff old.json new.json', 'frontrow seat-map diff old.json new.json --json'],
  })
    .argument('<old>', 'The old seat map', readInput)
    .argument('<new>', 'The new seat map', readInput)
    .option('--json', 'Print the differences as JSON')
    .action((oldInput, newInput, options) => {
      const [old, next] = [read(oldInput, options), read(newInput, options)];
      const areValid = [report(context, oldInput, old), report(context, newInput, next)];
      if (!areValid.every(Boolean) || old.kind !== 'SeatMapRead' || next.kind !== 'SeatMapRead') {
        context.exitCode = exitCodes.failed;
        return;
      }
      const [oldMap, newMap] = [new SeatMap(old), new SeatMap(next)];
      const diff = diffSeatMaps(oldMap, newMap);
      context.output.result(
        options.json ? json(describeSeatMapDiff(oldMap, newMap, diff)) : diffReport(oldMap, newMap, diff),
      );
    });

const drawCommand = (context: CommandContext) =>
  readingCommand('draw', context, {
    summary: 'Draw a seat map as an SVG, colored by zone',
    examples: ['frontrow seat-map draw stadium.json --out stadium.svg'],
  })
    .argument('<file>', 'Seat map to draw', readInput)
    .addOption(outOption())
    .action(async (input, options) => {
      const result = read(input, options);
      if (report(context, input, result)) await write(drawSeatMap(result.document), options.out, context);
      else context.exitCode = exitCodes.failed;
    });

const convertCommand = (context: CommandContext) =>
  readingCommand('convert', context, {
    summary: 'Convert a seat map of any format into the format of Frontrow',
    examples: ['frontrow seat-map convert plan.csv --out plan.json'],
  })
    .argument('<file>', 'Seat map to convert', readInput)
    .addOption(outOption())
    .action(async (input, options) => {
      const result = read(input, options);
      if (report(context, input, result)) await write(`${result.json}\n`, options.out, context);
      else context.exitCode = exitCodes.failed;
    });

const generateCommand = (context: CommandContext) =>
  makeCommand('generate', context, {
    summary: 'Generate the seat map of an invented venue',
    examples: ['frontrow seat-map generate theatre --seed 7 --out theatre.json'],
  })
    .addArgument(new Argument('<kind>', 'Kind of venue').choices(venueKinds))
    .option('--seed <number>', 'The same seed gives the same venue', parseSeed, 1)
    .option('--name <name>', 'Name of the map')
    .addOption(outOption())
    .action((kind, { seed, name, out }) =>
      write(`${JSON.stringify(generateVenueMap(kind, seed, name))}\n`, out, context),
    );

const schemaCommand = (context: CommandContext) =>
  makeCommand('schema', context, {
    summary: 'Print the JSON Schema of the format of Frontrow',
    examples: ['frontrow seat-map schema --out seat-map.schema.json'],
  })
    .addOption(outOption())
    .action(({ out }) => write(`${json(seatMapJsonSchema())}\n`, out, context));

interface Input {
  readonly file: string;
  readonly bytes: Uint8Array;
}

interface ReadingOptions {
  readonly format?: SeatMapSource;
  readonly name?: string;
  readonly scale?: number;
  readonly encoding?: string;
  readonly focalPoint?: { readonly x: number; readonly y: number };
}

type Read = Extract<ReadSeatMapResult, { kind: 'SeatMapRead' }>;

function read(
  { file, bytes }: Input,
  { format, name, scale, encoding, focalPoint }: ReadingOptions,
): ReadSeatMapResult {
  const named = name ?? (extname(file) === '.csv' ? basename(file, '.csv') : undefined);
  return readSeatMap(bytes, { format, name: named, scale, encoding, focalPoint });
}

/** Prints what was noticed while reading. Returns whether the map is valid. */
function report({ output }: CommandContext, { file }: Input, result: ReadSeatMapResult): result is Read {
  if (result.kind === 'SeatMapRefused') {
    output.progress(faultReport(file, result));
    return false;
  }
  for (const note of result.notes) output.progress(`${file}: ${note}`);
  return true;
}

function checkResult(result: ReadSeatMapResult): object {
  if (result.kind === 'SeatMapRefused') return { ok: false, faultCount: result.faultCount, faults: result.faults };
  const { name, version, seatCount, sections, zones } = new SeatMap(result);
  const map = { name, version, seatCount, sectionCount: sections.length, zones };
  return { ok: true, format: result.source, notes: result.notes, map };
}

async function write(text: string, out: string | undefined, { output }: CommandContext): Promise<void> {
  if (out === undefined) output.result(text.replace(/\n$/, ''));
  else {
    await writeFile(out, text);
    output.progress(`Wrote ${out}`);
  }
}

/** Returns whether the map is published; the database may refuse what the check has let pass. */
async function publish({ file }: Input, map: Read, { environment, output }: CommandContext): Promise<boolean> {
  const config = loadConfig(environment);
  const backing = await attachOrStartDatabase(config, output.progress);
  try {
    await prepareDatabase(backing, output.progress);
    const dataSource = await connect(backing.url);
    try {
      const database = new Database(dataSource, openLogger(config.LOG_LEVEL));
      const published = await openSeating({ database, config }).publishSeatMap(map.document);
      if (published.kind === 'SeatMapRefused') {
        output.progress(faultReport(file, published));
        return false;
      }
      output.progress(published.isNew ? 'Published.' : 'Already published; nothing changed.');
      output.result(mapLine(new SeatMap(map)));
      return true;
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await backing.stop();
  }
}

function readInput(file: string): Input {
  try {
    return { file, bytes: readFileSync(file) };
  } catch (error) {
    // Node's file system throws errors with a code.
    throw new InvalidArgumentError(`The file cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function parseScale(text: string): number {
  const scale = Number(text);
  if (text.trim() !== '' && scale > 0 && Number.isFinite(scale)) return scale;
  throw new InvalidArgumentError('Expected a number of centimetres, such as --scale 2.5.');
}

function parseEncoding(text: string): string {
  if (isKnownEncoding(text)) return text;
  throw new InvalidArgumentError('Expected the name of an encoding, such as --encoding windows-1250.');
}

function parsePoint(text: string): { x: number; y: number } {
  const [x, y, ...rest] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (x !== undefined && y !== undefined && Number.isFinite(x) && Number.isFinite(y) && rest.length === 0)
    return { x, y };
  throw new InvalidArgumentError('Expected two numbers, such as --focal-point=120,-40.');
}

function parseSeed(text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number, such as --seed 7.');
}
