import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { newId } from '../../src/platform';
import { openBenchServices } from './support/bench-services';
import { makeShow } from './support/make-show';
import { atMost, type Bench, spread } from './support/report';

const ROWS = Number(process.env.EXPORT_ROWS ?? 1_000_000);
const ROWS_AT_ONCE = 100_000;
/** Otherwise garbage that nobody has collected yet is counted, of which V8 leaves as much as the machine has room for. */
const PARTS_BETWEEN_COLLECTIONS = 100;
const WARM_UP_ROWS = 50_000;
const MB = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** The memory that a long export takes, in the process that writes it and reads it. */
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
      const read = async (id: string, onPart: () => void): Promise<number> => {
        const response = await fetch(`${stage.app.url}/shows/${id}/exports/scans.csv`, {
          headers: { authorization: `Bearer ${token}` },
        });
        if (!response.ok || response.body === null) throw new Error(await response.text());
        let lines = -1;
        // A part of a file is bytes.
        for await (const part of response.body as AsyncIterable<Uint8Array>) {
          for (const byte of part) if (byte === 10) lines += 1;
          onPart();
        }
        return lines;
      };
      await read(await filled(WARM_UP_ROWS), () => undefined);
      const id = await filled(ROWS);
      say(`${ROWS} rows are there`);
      collect();
      const before = process.memoryUsage();
      let [rssMax, liveMax, parts] = [before.rss, before.heapUsed, 0];
      const began = performance.now();
      const lines = await read(id, () => {
        parts += 1;
        if (parts % PARTS_BETWEEN_COLLECTIONS !== 0) return;
        collect();
        const { rss, heapUsed } = process.memoryUsage();
        rssMax = Math.max(rssMax, rss);
        liveMax = Math.max(liveMax, heapUsed);
      });
      const seconds = (performance.now() - began) / 1000;
      if (lines !== ROWS) throw new Error(`${lines} of ${ROWS} rows came`);
      const [rssMb, liveMb] = [(rssMax - before.rss) / MB, (liveMax - before.heapUsed) / MB];
      say(
        `${Math.round(ROWS / seconds)} rows a second, ${liveMb.toFixed(1)} MB more in use, ${rssMb.toFixed(1)} MB more of the process`,
      );
      return {
        name: 'exports',
        rows: [
          {
            what: 'a file of scans',
            size: ROWS,
            figures: { perSecond: spread([ROWS / seconds]), rssMb: spread([rssMb]), liveMb: spread([liveMb]) },
          },
        ],
        targets: [atMost('more memory in use while it writes a million rows, MB', 50, liveMb)],
        curves: [],
        notes: [
          'The client that reads the file is in the same process, and its memory is counted too. Garbage is collected at each measurement: by itself V8 left 280 MB of it on a machine of 24 GB.',
        ],
      };
    } finally {
      await stage.stop();
    }
  },
};
