import { spawn } from 'node:child_process';
import { identify, identifyByPs } from '../../../src/dev/process-identity';

describe.each([
  ['the way of this system', identify],
  ['the way of ps', identifyByPs],
])('by %s', (_, identifyBy) => {
  it('a living process keeps its birth and tells its command', async () => {
    const [first, second] = [await identifyBy(process.pid), await identifyBy(process.pid)];
    expect(first).toMatchObject({ pid: process.pid, command: expect.stringContaining('node') });
    expect(first?.birth).toMatch(/\d/);
    expect(second?.birth).toBe(first?.birth);
  });

  it('a process that has ended is none', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.once('exit', resolve));
    expect(await identifyBy(child.pid ?? 0)).toBeNull();
  });

  it('what is no number of a process is none', async () => {
    expect(await identifyBy(Number.NaN)).toBeNull();
    expect(await identifyBy(0)).toBeNull();
  });
});
