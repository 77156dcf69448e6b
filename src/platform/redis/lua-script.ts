import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster, Redis } from 'ioredis';

/** The text of a script. A line `-- include: other.lua` stands for the text of that file in the same folder. */
const readScript = (folder: string, file: string): string =>
  readFileSync(join(folder, file), 'utf8').replace(/^-- include: (\S+)$/gm, (_line, included: string) =>
    readScript(folder, included),
  );

/** One Lua script, loaded from a file and called by its digest. The header of the file lists its keys, arguments and reply. */
export class LuaScript {
  private readonly text: string;
  private readonly digest: string;

  constructor(folder: string, name: string) {
    this.text = readScript(folder, `${name}.lua`);
    this.digest = hash('sha1', this.text);
  }

  /** The reply as Redis sends it: numbers, buffers, lists of them. The caller knows which, from the header. */
  async call(
    redis: Redis | Cluster,
    keys: readonly string[],
    args: readonly (string | number | Buffer)[],
  ): Promise<unknown> {
    try {
      return await redis.callBuffer('EVALSHA', this.digest, keys.length, ...keys, ...args);
    } catch (error) {
      // Redis forgets scripts when it restarts.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return redis.callBuffer('EVAL', this.text, keys.length, ...keys, ...args);
    }
  }
}
