import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const folder = join(process.cwd(), 'test/load/fanout/peers');

/** Other servers are packages of their own, so that nobody installs them who does not measure them. */
export const arePeersInstalled = (): boolean => existsSync(join(folder, 'node_modules'));

/** A package of `peers/package.json`. Its types are not installed here, so the caller says what it uses of it. */
export const requirePeer = <Package>(name: string): Package =>
  createRequire(join(folder, 'package.json'))(name) as Package;
