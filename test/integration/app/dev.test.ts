import { chmod, mkdtemp, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FrontrowProcess } from '../../support/frontrow-process';
import { HttpClient } from '../../support/graphql-client';

let DATA_DIR = '';
beforeAll(async () => {
  DATA_DIR = await mkdtemp(join(tmpdir(), 'frontrow-dev-'));
  // PostgreSQL does not run as root, and mkdtemp gives a folder that root alone may enter.
  await chmod(DATA_DIR, 0o755);
});
afterAll(() => rm(DATA_DIR, { recursive: true, force: true }));

const serverPids = () =>
  Promise.all(['postgres', 'redis'].map((name) => readFile(join(DATA_DIR, name, 'server.pid'), 'utf8')));

it('a change restarts the service at the same address, with the same servers and data', async () => {
  const frontrow = new FrontrowProcess({ DATA_DIR }, 'dev');
  const url = await frontrow.open();
  const http = new HttpClient(() => url);
  try {
    const pids = await serverPids();
    const made = await http.graphql<{ createGuestSession: { token: string } }>(
      'mutation { createGuestSession(input: {}) { token } }',
    );
    // Another time of change is a change; the content stays, because other tests read the same sources.
    const now = new Date();
    await utimes(resolve('src/app.ts'), now, now);
    await frontrow.prints(/Restarted in \d+\.\d+ s after a change of src\/app\.ts/);
    const { token } = made.body.data?.createGuestSession ?? {};
    expect(await http.graphql('{ viewer { id } }', {}, token)).toMatchObject({ status: 200 });
    expect(await serverPids()).toEqual(pids);
  } finally {
    http.close();
    expect(await frontrow.stop()).toEqual({ code: 0, signal: null });
  }
  await expect(serverPids()).rejects.toMatchObject({ code: 'ENOENT' });
}, 120_000);
