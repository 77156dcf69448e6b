import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { makeShow } from '../../support/factories/shows';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

/** Runs the command as an operator would, beside the running service. */
function token(...words: string[]): Promise<{ status: number; token: string; said: string }> {
  const { DATABASE_URL } = testApp.config;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(__dirname, '../../../dist/src/main.js'), 'token', ...words],
      { env: { ...process.env, DATABASE_URL } },
      (error, stdout, stderr) =>
        resolve({ status: error === null ? 0 : Number(error.code), token: stdout.trim(), said: stderr }),
    );
  });
}

it('an operator gets a token that the running service takes, for the same person as often as they like', async () => {
  const { id } = await makeShow(testApp);
  const configure = (authorization: string) =>
    testApp.ask<{ configureWaitingRoom: { waitingRoom: { active: boolean } } }>(
      'mutation ($input: ConfigureWaitingRoomInput!) { configureWaitingRoom(input: $input) { waitingRoom { active } } }',
      { input: { showId: id, active: true } },
      authorization,
    );
  const admin = await token('admin');
  expect(await configure(admin.token)).toEqual({ configureWaitingRoom: { waitingRoom: { active: true } } });

  const { viewer } = await testApp.ask<{ viewer: { id: string } }>('{ viewer { id } }', {}, admin.token);
  expect(admin.said).toContain(viewer.id);
  const again = await token('admin', viewer.id);
  expect(await testApp.ask('{ viewer { id } }', {}, again.token)).toEqual({ viewer });
});

it.each([[[]], [['owner']], [['admin', 'viewer_1']], [['admin', 'for', 'me']]])(
  'the arguments %j are refused with the usage of the command',
  async (words) => {
    const { status, token: none, said } = await token(...words);
    expect({ status, none }).toEqual({ status: 2, none: '' });
    expect(said).toMatch(/^error: .*\nAdd --help for usage\.$/m);
  },
);
