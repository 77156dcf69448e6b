/**
 * The service as one file. To find, read and compile two thousand files takes longer than all the rest of a start; the
 * build puts them into `dist/bundle`, with V8's compiled code beside it (decision 52).
 */
import { existsSync, readFileSync } from 'node:fs';
import inspector from 'node:inspector';
import { createRequire, Module } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { constants, Script } from 'node:vm';

/** `src/dev/bundle.mjs` writes these files. */
const bundleFile = join(__dirname, '../bundle/frontrow.js');
/** The first line of a bundle names the files that belong to it: `// <digest>`. */
const FIRST_LINE_LENGTH = 40;

/**
 * Runs the bundle, and returns false where there is none. The build removes a bundle that is older than the sources, so
 * one that is there is true. A debugger gets the single files, in which it finds its breakpoints.
 */
export function runBundle(): boolean {
  if (inspector.url() !== undefined || !existsSync(bundleFile)) return false;
  // Its texts are ASCII, so that it takes one byte for each character.
  const code = readFileSync(bundleFile, 'latin1');
  const digest = /^\/\/ (\w+)/.exec(code.slice(0, FIRST_LINE_LENGTH))?.[1] ?? '';
  const cachedData = readIfThere(`${bundleFile}.${digest}.cache`);
  // Code that another version of Node has compiled is not used: V8 compiles it anew.
  const script = new Script(Module.wrap(code), {
    filename: bundleFile,
    ...(cachedData === undefined ? {} : { cachedData }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  mapStacks(digest);
  const run = script.runInThisContext();
  const bundle = { exports: {} };
  run.call(bundle.exports, bundle.exports, createRequire(bundleFile), bundle, bundleFile, dirname(bundleFile));
  // For the build, which asks for what was compiled so far.
  process.once('compiledCode' as 'exit', (keep) =>
    (keep as unknown as (code: Buffer) => void)(script.createCachedData()),
  );
  return true;
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Shows the places of the sources in stacks. They are read with the first stack: most processes never need them. */
function mapStacks(digest: string): void {
  let places: SourcePlaces | undefined;
  Error.prepareStackTrace = (error, frames) => {
    const lines = frames.map((frame) => {
      const text = String(frame);
      const line = frame.getLineNumber();
      if (line === null || frame.getFileName() !== bundleFile) return `\n    at ${text}`;
      places ??= readPlaces(`${bundleFile}.${digest}.places`);
      const source = places(line);
      return `\n    at ${source === null ? text : text.replace(`${bundleFile}:${line}:${frame.getColumnNumber()}`, source)}`;
    });
    return `${headOf(error)}${lines.join('')}`;
  };
}

/** The place of a line of the bundle, such as `/app/src/main.ts:4`. */
type SourcePlaces = (line: number) => string | null;

/** Two numbers for each line, the source counted from one and the line in it, behind the list of the sources. */
function readPlaces(file: string): SourcePlaces {
  const bytes = readIfThere(file);
  if (bytes === undefined) return () => null;
  const start = 4 + bytes.readUInt32LE(0);
  // The build has written it.
  const sources = JSON.parse(bytes.toString('utf8', 4, start)) as readonly string[];
  return (line) => {
    const at = start + (line - 1) * 8;
    const source = at + 8 <= bytes.length ? sources[bytes.readUInt32LE(at) - 1] : undefined;
    return source === undefined ? null : `${resolve(dirname(bundleFile), source)}:${bytes.readUInt32LE(at + 4)}`;
  };
}

/** An error may have anything as its name. */
function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}
