import { execFile, execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { FrontrowProcess } from '../../support/frontrow-process';
import { HttpClient } from '../../support/graphql-client';

const has = (program: string): boolean => {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** The shell lines below a heading of the README. */
async function linesBelow(heading: string): Promise<string> {
  const readme = await readFile(join(__dirname, '../../../README.md'), 'utf8');
  return new RegExp(`^## ${heading}$[^]*?^\`\`\`sh\n([^]*?)^\`\`\`$`, 'm').exec(readme)?.[1] ?? '';
}

interface DemoShow {
  readonly status: string;
  readonly availableCount: number | null;
  readonly seatMap: { readonly seatCount: number } | null;
}

let DATA_DIR = '';
let url = '';
let frontrow: FrontrowProcess;
let firstShows: readonly DemoShow[] = [];
/** What `/readyz` answered until the service was ready. */
const reasons = new Set<string>();

beforeAll(async () => {
  DATA_DIR = await mkdtemp(join(tmpdir(), 'frontrow-readme-'));
  // PostgreSQL does not run as root, and mkdtemp gives a folder that root alone may enter.
  await chmod(DATA_DIR, 0o755);
  const PORT = String(await freePort());
  url = `http://127.0.0.1:${PORT}`;
  frontrow = new FrontrowProcess({ DATA_DIR, DEMO_DATA: 'on', PORT }, 'start');
  let ending: string | undefined;
  void frontrow.ended.then((how) => {
    ending = `It ended (${JSON.stringify(how)}) with the output:\n${frontrow.output}`;
  });
  await eventually(async () => {
    if (ending !== undefined) return true;
    const answer = await fetch(`${url}/readyz`, { headers: { connection: 'close' } }).catch(() => null);
    if (answer?.status === 200) return true;
    // The answer of `/readyz` has this shape in both of its statuses.
    const { missing } = answer === null ? { missing: [] } : ((await answer.json()) as { missing: string[] });
    for (const reason of missing) reasons.add(reason);
    return `It is not ready: ${missing.join(', ') || 'it does not listen'}`;
  }, 120_000);
  if (ending !== undefined) throw new Error(ending);
  firstShows = await readShows();
}, 125_000);

afterAll(async () => {
  await frontrow.stop();
  await rm(DATA_DIR, { recursive: true, force: true });
});

const readShows = async (): Promise<readonly DemoShow[]> => {
  const http = new HttpClient(() => url);
  const { body } = await http.graphql<{ events: { nodes: { shows: { nodes: DemoShow[] } }[] } }>(
    '{ events(first: 100) { nodes { shows(first: 50) { nodes { status availableCount seatMap { seatCount } } } } } }',
  );
  http.close();
  return body.data?.events.nodes.flatMap((event) => event.shows.nodes) ?? [];
};
const onSaleOf = (shows: readonly DemoShow[]) => shows.filter(({ status }) => status === 'ON_SALE');

it('a first start is ready when its first page is: whatever is on sale there has its seats', async () => {
  expect([...reasons]).toEqual(['The demo data is being loaded']);
  expect(onSaleOf(firstShows).length).toBeGreaterThan(2);
});

it('the other shows appear with their seats', async () => {
  let shows = firstShows;
  await eventually(async () => {
    // A show without seats is not on sale, and one that is listed is never without: none is seen on the way.
    expect(shows.filter(({ seatMap, availableCount }) => seatMap === null || availableCount === null)).toEqual([]);
    shows = await readShows();
    return frontrow.output.includes('Demo data loaded') || `${shows.length} shows`;
  }, 120_000);
  const onSale = onSaleOf(await readShows());
  expect(onSale.length).toBeGreaterThan(10);
  expect(onSale.filter(({ availableCount }) => availableCount === null || availableCount === 0)).toEqual([]);
}, 125_000);

// The session is written for bash and curl, and cannot be pasted where one of them is missing.
(has('bash') && has('curl') ? it : it.skip)(
  'the example session of the README holds seats of the demo data',
  async () => {
    const session = (await linesBelow('An example session')).replaceAll('http://127.0.0.1:4000', url);
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', session]);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const answer of answers) expect(answer).not.toHaveProperty('errors');
    expect(answers.at(-1)).toMatchObject({
      data: {
        holdSeats: { __typename: 'HoldSeatsPayload', hold: { seats: [{ status: 'HELD' }, { status: 'HELD' }] } },
      },
    });
  },
  120_000,
);
