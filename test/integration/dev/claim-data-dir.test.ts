import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { claimDataDir, StartRefused } from '../../../src/dev';
import { makeFolder, removeFolders } from './folders';

afterAll(removeFolders);

it('a folder is made when it is claimed, and free again when it is released', async () => {
  const dir = path.join(await makeFolder(), 'deep', 'data');
  const claim = await claimDataDir(dir);
  await expect(claimDataDir(dir)).rejects.toThrow(`in use by the process ${process.pid}`);
  await claim.release();
  await claim.release();
  const again = await claimDataDir(dir);
  await again.release();
  expect(await readdir(dir)).toEqual([]);
});

it.each([
  ['of a dead process', () => `${spawnSync('true').pid} long ago\n`],
  ['of a process whose number was given out again', () => `${process.pid} born at another time\n`],
  ['that is empty', () => ''],
  ['that is nonsense', () => 'nonsense\n'],
])('a claim %s is taken over', async (_, stale) => {
  const dir = await makeFolder();
  await writeFile(path.join(dir, 'frontrow.pid'), stale());
  const claim = await claimDataDir(dir);
  expect(await readFile(path.join(dir, 'frontrow.pid'), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  await claim.release();
});

it('of hundreds that find the same stale claim, one takes it over', async () => {
  const dir = await makeFolder();
  await writeFile(path.join(dir, 'frontrow.pid'), `${process.pid} born at another time\n`);
  const outcomes = await Promise.allSettled(Array.from({ length: 300 }, () => claimDataDir(dir)));
  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(refusals).toHaveLength(299);
  expect(refusals.every((reason) => reason instanceof StartRefused)).toBe(true);
  expect(await readdir(dir)).toEqual(['frontrow.pid']);
});

it('a removal that its process did not finish blocks nobody', async () => {
  const dir = await makeFolder();
  await writeFile(path.join(dir, 'frontrow.pid'), 'nonsense\n');
  await writeFile(path.join(dir, 'frontrow.pid.removal'), `${process.pid} born at another time\n`);
  const claim = await claimDataDir(dir);
  await claim.release();
  expect(await readdir(dir)).toEqual([]);
});

it('a folder that cannot be made is refused with a way out', async () => {
  const file = path.join(await makeFolder(), 'file');
  await writeFile(file, '');
  await expect(claimDataDir(path.join(file, 'data'))).rejects.toMatchObject({
    name: 'StartRefused',
    message: expect.stringMatching(/cannot be written: .*DATA_DIR=/s),
  });
});
