import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { newId } from '../../src/platform';
import { openBenchServices } from './support/bench-services';
import { makeShow } from './support/make-show';
import { atMost, type Bench, spread } from './support/report';

const ROWS = Number(process.env.EXPORT_ROWS ?? 1_000_000);
const ROWS_AT_ONCE = 100_000;
const WARM_UP_ROWS = 100_000;
const SAMPLE_EVERY_MS = 20;
const MB = 1024 * 1024;

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

/** The memory that a long export takes, in the process that writes it. */
export const exportsBench: Bench = {
  name: 'exports',
  about: 'a file of a million scans, streamed: rows a second, and the memory that it takes',
  async run(say) {
    const stage = await openBenchServices();
    try {
      const { dataSource } = stage.app.platform.database;
      const { token } = await stage.app.modules.accounts.tokens.issue({
        email: null,
        roles: ['admin'],
        lifeSeconds: 3600,
      });
      const filled = async (rows: number): Promise<string> => {
        const showId = newId();
        await makeShow(stage, showId, 1000);
        for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
          await dataSource.transaction(async (manager) => {
            await manager.query('set local session_replication_role = replica');
            await manager.query(
              `insert into ticket_scan (show_id, device_id, nonce, gate_id, direction, is_offline, scanned_at, recorded_at, result, passed)
               select $1, 'device ' || n % 20, n::text, 'Gate ' || n % 8, 'I', false, now(), now(), 'N', false
                 from generate_series($2::int, $3::int) as n`,
              [showId, from + 1, Math.min(rows, from + ROWS_AT_ONCE)],
            );
          });
        }
        await dataSource.query('vacuum analyze ticket_scan');
        return `show_${Buffer.from(showId.replaceAll('-', ''), 'hex').toString('base64url')}`;
      };
      const read = async (id: string): Promise<number> => {
        const url = `${stage.app.url}/shows/${id}/exports/scans.csv`;
        const { stdout } = await promisify(execFile)(process.execPath, ['-e', COUNT_LINES, url, token]);
        // The names of the columns are a line.
        return Number(stdout) - 1;
      };
      await read(await filled(WARM_UP_ROWS));
      const id = await filled(ROWS);
      say(`${ROWS} rows are there`);
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
      const lines = await read(id);
      const seconds = (performance.now() - began) / 1000;
      const cpu = process.cpuUsage(cpuBefore);
      clearInterval(sampling);
      if (lines !== ROWS) throw new Error(`${lines} of ${ROWS} rows came`);
      collect();
      const liveMb = (process.memoryUsage().heapUsed - before.heapUsed) / MB;
      const [rssMb, usedMb] = [(rssMax - before.rss) / MB, (usedMax - before.heapUsed) / MB];
      const usOfRow = (cpu.user + cpu.system) / ROWS;
      say(
        `${Math.round(ROWS / seconds)} rows a second at ${usOfRow.toFixed(1)} µs; ${rssMb.toFixed(1)} MB more of the process, ${usedMb.toFixed(1)} MB more of the heap with its garbage, ${liveMb.toFixed(1)} MB more after it`,
      );
      return {
        name: 'exports',
        rows: [
          {
            what: 'a file of scans',
            size: ROWS,
            figures: {
              ...{ perSecond: spread([ROWS / seconds]), cpuUs: spread([usOfRow]) },
              ...{ rssMb: spread([rssMb]), heapMb: spread([usedMb]), liveMb: spread([liveMb]) },
            },
          },
        ],
        targets: [atMost('more memory of the process while it writes a million rows, MB', 50, rssMb)],
        curves: [],
        notes: [
          'The file is read by another process. Nothing is collected by force: what the process takes of the machine is counted, with its garbage.',
        ],
      };
    } finally {
      await stage.stop();
    }
  },
};
