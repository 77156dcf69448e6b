import { execFile } from 'node:child_process';
import { cp, lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { atMost, type Bench, spread } from './support/report';

/** What `npm ci` reads of the checkout. */
const MANIFESTS = ['package.json', 'package-lock.json', 'client-example/package.json'];
const BLOCK_BYTES = 512;
const MB = 1_000_000;
const LARGEST = 12;

/** What `npm ci` puts on the disk of this machine. It needs the registry, or a cache of it. */
export const installBench: Bench = {
  name: 'install',
  about: 'npm ci in an empty folder: what it puts on the disk, and which packages are largest',
  async run(say) {
    const dir = await mkdtemp(join(tmpdir(), 'frontrow-install-'));
    try {
      for (const file of MANIFESTS) await cp(join(process.cwd(), file), join(dir, file));
      const toRun = await installed(dir, ['--omit=dev']);
      const all = await installed(dir, []);
      say(`${all.mb.toFixed(0)} MB in ${all.files} files; ${toRun.mb.toFixed(0)} MB of them to run`);
      return {
        name: 'install',
        rows: [
          { what: 'npm ci', figures: { mb: spread([all.mb]), files: spread([all.files]) } },
          { what: 'npm ci --omit=dev', figures: { mb: spread([toRun.mb]), files: spread([toRun.files]) } },
          ...all.largest.map(([what, mb]) => ({ what, figures: { mb: spread([mb]) } })),
        ],
        targets: [atMost('what npm ci puts on the disk, MB', 400, all.mb)],
        curves: [],
        notes: [
          'Whole blocks of the disk, as `du` counts them; a sixth of it is what files leave of their last blocks, and folders. Another system or processor has other binaries.',
          'The linter, the embedded PostgreSQL and the compiler are more than a third.',
        ],
      };
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },
};

interface Installed {
  readonly mb: number;
  readonly files: number;
  readonly largest: readonly (readonly [name: string, mb: number])[];
}

async function installed(dir: string, options: readonly string[]): Promise<Installed> {
  await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund', ...options], { cwd: dir });
  const modules = join(dir, 'node_modules');
  const packages = new Map<string, number>();
  // A file may have two names.
  const known = new Set<number>();
  let files = 0;
  for (const entry of await readdir(modules, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const { ino, blocks } = await lstat(path);
    if (known.has(ino)) continue;
    known.add(ino);
    if (entry.isFile()) files += 1;
    const name = packageOf(path.slice(modules.length + 1));
    packages.set(name, (packages.get(name) ?? 0) + (blocks * BLOCK_BYTES) / MB);
  }
  const largest = [...packages].sort(([, a], [, b]) => b - a).slice(0, LARGEST);
  return { mb: [...packages.values()].reduce((sum, mb) => sum + mb, 0), files, largest };
}

/** `@scope/name` or `name`, that of the outermost folder. */
const packageOf = (path: string): string => path.split('/', path.startsWith('@') ? 2 : 1).join('/');
