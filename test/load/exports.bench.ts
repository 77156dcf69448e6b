import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { encodeId, newId } from '../../src/platform';
import { fillShow, type ShowSize } from './exports/fill-show';
import { openBenchServices } from './support/bench-services';
import { makeShow } from './support/make-show';
import { atMost, type Bench, type BenchRow, spread } from './support/report';

const ROWS = Number(process.env.EXPORT_ROWS ?? 1_000_000);
/** Orders and tickets take longer to put there than to read. */
const size = { seats: 50_000, orders: ROWS / 5, scans: ROWS };
const linesOf = { scans: size.scans, tickets: size.orders, orders: size.orders };
const warmUpSize = { seats: 1000, orders: 25_000, scans: 100_000 };
const SAMPLE_EVERY_MS = 20;
const MB = 1024 * 1024;
const files = ['scans', 'tickets', 'orders'] as const;
type File = (typeof files)[number];

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Counts the lines of an address, in a process of its own. */
const COUNT_LINES = `
  const [url, token] = process.argv.slice(1);
  fetch(url, { headers: { authorization: 'Bearer ' + token } }).then(async ({ ok, body }) => {
    let lines = 0;
    for await (const part of body) for (const byte of part) if (byte === 10) lines += 1;
    console.log(ok ? lines : -1);
  });`;

/** The memory that long exports take, in the process that writes them. */
export const exportsBench: Bench = {
  name: 'exports',
  about: 'files of a million lines, streamed: lines a second, and the memory that they take',
  async run(say) {
    const stage = await openBenchServices();
    try {
      const { token } = await stage.app.modules.accounts.tokens.issue({
        email: null,
        roles: ['admin'],
        lifeSeconds: 3600,
      });
      const read = async (showId: string, file: File): Promise<number> => {
        const url = `${stage.app.url}/shows/${encodeId('show', showId)}/exports/${file}.csv`;
        const { stdout } = await promisify(execFile)(process.execPath, ['-e', COUNT_LINES, url, token]);
        // The names of the columns are a line.
        return Number(stdout) - 1;
      };
      const filled = async (of: ShowSize): Promise<string> => {
        const showId = newId();
        await makeShow(stage, showId, of.seats);
        await fillShow(stage.config.DATABASE_URL, showId, of);
        return showId;
      };
      const warmUp = await filled(warmUpSize);
      for (const file of files) await read(warmUp, file);
      const showId = await filled(size);
      say(`${size.orders} orders with tickets and ${size.scans} scans are there`);
      collect();
      // Once for all files: the process does not give back all that it took for the one before.
      const rssBefore = process.memoryUsage.rss();
      const rows: Measured[] = [];
      for (const file of files) rows.push(await measured(file, rssBefore, () => read(showId, file), say));
      return {
        name: 'exports',
        rows: rows.map(({ row }) => row),
        targets: [
          atMost(
            'more memory of the process while it writes a million lines, MB: the file that takes most',
            50,
            Math.max(...rows.map(({ rssMb }) => rssMb)),
          ),
        ],
        curves: [],
        notes: [
          'The files are read by another process. Nothing is collected by force meanwhile: what the process takes of the machine is counted, with its garbage.',
        ],
      };
    } finally {
      await stage.stop();
    }
  },
};

interface Measured {
  readonly row: BenchRow;
  readonly rssMb: number;
}

async function measured(
  file: File,
  rssBefore: number,
  read: () => Promise<number>,
  say: (line: string) => void,
): Promise<Measured> {
  collect();
  const before = process.memoryUsage();
  let [rssMax, usedMax] = [before.rss, before.heapUsed];
  const sampling = setInterval(() => {
    const { rss, heapUsed, external } = process.memoryUsage();
    rssMax = Math.max(rssMax, rss);
    usedMax = Math.max(usedMax, heapUsed + external - before.external);
  }, SAMPLE_EVERY_MS);
  const began = performance.now();
  const cpuBefore = process.cpuUsage();
  const wanted = linesOf[file];
  const lines = await read();
  const seconds = (performance.now() - began) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  clearInterval(sampling);
  if (lines !== wanted) throw new Error(`${lines} of ${wanted} lines of ${file} came`);
  collect();
  const liveMb = (process.memoryUsage().heapUsed - before.heapUsed) / MB;
  const [rssMb, usedMb] = [(rssMax - rssBefore) / MB, (usedMax - before.heapUsed) / MB];
  const usOfLine = (cpu.user + cpu.system) / lines;
  say(
    `${file}: ${Math.round(lines / seconds)} lines a second at ${usOfLine.toFixed(1)} µs; ${rssMb.toFixed(1)} MB more of the process, ${usedMb.toFixed(1)} MB more of the heap with its garbage, ${liveMb.toFixed(1)} MB more after it`,
  );
  const figures = {
    ...{ perSecond: spread([lines / seconds]), cpuUs: spread([usOfLine]) },
    ...{ rssMb: spread([rssMb]), heapMb: spread([usedMb]), liveMb: spread([liveMb]) },
  };
  return { row: { what: `a file of ${file}`, size: lines, figures }, rssMb };
}
