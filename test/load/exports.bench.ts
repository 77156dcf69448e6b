import { newId } from '../../src/platform';
import { openBenchServices } from './support/bench-services';
import { makeShow } from './support/make-show';
import { atMost, type Bench, spread } from './support/report';

const ROWS = Number(process.env.EXPORT_ROWS ?? 1_000_000);
const ROWS_AT_ONCE = 100_000;
const WARM_UP_ROWS = 50_000;
const MB = 1024 * 1024;

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
      global.gc?.();
      const before = process.memoryUsage();
      let [rssMax, heapMax] = [before.rss, before.heapUsed];
      const began = performance.now();
      const lines = await read(id, () => {
        const { rss, heapUsed } = process.memoryUsage();
        rssMax = Math.max(rssMax, rss);
        heapMax = Math.max(heapMax, heapUsed);
      });
      const seconds = (performance.now() - began) / 1000;
      if (lines !== ROWS) throw new Error(`${lines} of ${ROWS} rows came`);
      const [rssMb, heapMb] = [(rssMax - before.rss) / MB, (heapMax - before.heapUsed) / MB];
      say(`${Math.round(ROWS / seconds)} rows a second, ${rssMb.toFixed(1)} MB more memory`);
      return {
        name: 'exports',
        rows: [
          {
            what: 'a file of scans',
            size: ROWS,
            figures: { perSecond: spread([ROWS / seconds]), rssMb: spread([rssMb]), heapMb: spread([heapMb]) },
          },
        ],
        targets: [atMost('more memory of the process while it writes a million rows, MB', 50, rssMb)],
        curves: [],
        notes: ['The client that reads the file is in the same process, and its memory is counted too.'],
      };
    } finally {
      await stage.stop();
    }
  },
};
