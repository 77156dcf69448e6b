import { chmod, mkdir } from 'node:fs/promises';

/** Creates a folder that only its owner can enter; one that an earlier version created for everybody is closed. */
export async function makePrivateDir(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await chmod(dir, 0o700);
}
