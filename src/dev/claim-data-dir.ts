import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, errorOutput } from './error-details';
import { identify } from './process-identity';
import { StartRefused } from './start-refused';

export interface Claim {
  release(): Promise<void>;
}

/** Each round ends with a claim or learns of another claimant, so more rounds than this mean a broken folder. */
const ROUNDS_MAX = 50;

/**
 * Makes this process the only one that uses a data folder; a second one would run its servers on the same files. The
 * claim is a file with the process id and the start time of the process, so neither a crash nor a reused process id
 * leaves a claim that blocks the next start.
 */
export async function claimDataDir(dir: string): Promise<Claim> {
  const file = path.resolve(dir, 'frontrow.pid');
  const own = `${process.pid} ${(await identify(process.pid))?.birth ?? 'unknown'}\n`;
  // The claim is written to a draft and then linked, so that nobody ever reads half a claim.
  const draft = `${file}.${randomUUID()}`;
  await writeDraft(dir, draft, own);
  try {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      if (await linkUnlessThere(draft, file)) return { release: () => removeIfStill(file, own) };
      const found = await contentOf(file);
      if (found === null) continue;
      const owner = await livingOwner(found);
      if (owner !== null) {
        throw new StartRefused(
          `The data folder ${dir} is in use by the process ${owner}.\n` +
            'Stop that process, or use another data folder, for example: DATA_DIR=.data-2 npm start',
        );
      }
      await removeStale(file, found, draft);
    }
  } finally {
    await rm(draft, { force: true });
  }
  throw new StartRefused(`The data folder ${dir} could not be claimed. If nothing uses it, remove ${file}.`);
}

async function writeDraft(dir: string, draft: string, content: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    await writeFile(draft, content, { mode: 0o600 });
  } catch (error) {
    throw new StartRefused(
      `The data folder ${dir} cannot be written: ${errorOutput(error)}.\n` +
        'If another user created it, start as that user. Or use another data folder: DATA_DIR=.data-2 npm start',
      { cause: error },
    );
  }
}

/**
 * Two processes may find the same stale claim, and the slower one must not remove the claim that the faster one has
 * made in the meantime. So only the process that holds the removal file removes a stale claim, and only if it is still
 * the same.
 */
async function removeStale(file: string, stale: string, draft: string): Promise<void> {
  const removal = `${file}.removal`;
  if (await linkUnlessThere(draft, removal)) {
    await removeIfStill(file, stale);
    await rm(removal, { force: true });
    return;
  }
  const remover = await contentOf(removal);
  if (remover !== null && (await livingOwner(remover)) === null) await rm(removal, { force: true });
}

async function livingOwner(claim: string): Promise<number | null> {
  const [pid = '', birth = ''] = claim.trim().split(/ (.*)/);
  const found = await identify(Number(pid));
  return found !== null && found.birth === birth ? found.pid : null;
}

async function linkUnlessThere(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function removeIfStill(file: string, content: string): Promise<void> {
  if ((await contentOf(file)) === content) await rm(file, { force: true });
}

async function contentOf(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}
