import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';

const folder = join(__dirname, 'scripts');
const read = (file: string): string =>
  readFileSync(join(folder, file), 'utf8').replace(/^-- include: (\S+)$/gm, (_line, included: string) =>
    read(included),
  );

/** One script of the folder `scripts`, called by its digest. Its header lists what it takes and what it answers. */
export class LuaScript {
  private readonly text: string;
  private readonly digest: string;

  constructor(name: string) {
    this.text = read(`${name}.lua`);
    this.digest = hash('sha1', this.text);
  }

  /** The answer as Redis gives it: numbers, buffers, lists of them. The caller knows which, from the header. */
  async call(redis: Redis, keys: readonly string[], args: readonly (string | number | Buffer)[]): Promise<unknown> {
    try {
      return await redis.callBuffer('EVALSHA', this.digest, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return redis.callBuffer('EVAL', this.text, keys.length, ...keys, ...args);
    }
  }
}
