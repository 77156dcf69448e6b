import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { preProcessFile } from 'typescript';

const src = resolve(__dirname, '../../src');

/** Each module with its layer. A module imports modules of lower layers only, by their public API. */
const layers: Readonly<Record<string, number>> = {
  platform: 0,
  realtime: 1,
  accounts: 2,
  organizations: 3,
  catalog: 4,
  seating: 5,
  'waiting-room': 5,
  inventory: 6,
  orders: 7,
  payments: 7,
  // Above orders: a ticket is of an order, and an order shows its tickets.
  tickets: 8,
  checkout: 9,
  notifications: 10,
  webhooks: 10,
  reports: 10,
  // Above webhooks: it says the same of an event as they do.
  'event-log': 11,
  // What the default start uses in place of the outside world.
  dev: 11,
  // The edge: the page for those who explore the API, the site, and the operator commands.
  playground: 12,
  site: 12,
  cli: 12,
};
/** Files directly below `src`: they build every module, and only `cli` may import them. */
const ROOT = 'composition root';

interface Import {
  readonly file: string;
  readonly module: string;
  readonly target: string;
  readonly targetModule: string;
}

/** The first folder below `src`. */
const moduleOf = (file: string): string => {
  const parts = relative(src, file).split(sep);
  return parts.length > 1 ? (parts[0] ?? '') : ROOT;
};

function sourceFiles(): string[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('node_modules'))
    .map((name) => join(src, name));
}

function importsInside(): Import[] {
  return sourceFiles().flatMap((file) =>
    preProcessFile(readFileSync(file, 'utf8'), true, true)
      .importedFiles.map(({ fileName }) => fileName)
      .filter((name) => name.startsWith('.'))
      .map((name) => resolve(dirname(file), name))
      .filter((target) => target.startsWith(src))
      .map((target) => ({
        file: relative(src, file),
        module: moduleOf(file),
        target: relative(src, target),
        targetModule: targetModuleOf(target),
      })),
  );
}

/** An import names a module by its folder or a file in it. */
function targetModuleOf(target: string): string {
  const [first = '', ...rest] = relative(src, target).split(sep);
  return rest.length > 0 || first in layers ? first : ROOT;
}

const imports = importsInside();
const sentence = ({ file, target }: Import) => `${file} imports ${target}`;
const isPublicApi = ({ target, targetModule }: Import) =>
  target === targetModule || target === join(targetModule, 'index');

it('every folder below src is a module that the plan knows', () => {
  const modules = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(modules.map(({ name }) => name).filter((name) => !(name in layers))).toEqual([]);
});

it('imports point to lower layers, and never past a public API', () => {
  const wrong = imports
    .filter(({ module, targetModule }) => module !== targetModule && module !== ROOT && targetModule !== ROOT)
    .filter((found) => {
      const pointsDown = (layers[found.targetModule] ?? 99) < (layers[found.module] ?? -1);
      return !pointsDown || !isPublicApi(found);
    })
    .map(sentence);
  expect(wrong).toEqual([]);
});

it('the composition root opens modules by their public API', () => {
  const wrong = imports
    .filter((found) => found.module === ROOT && found.targetModule !== ROOT && found.targetModule !== 'cli')
    .filter((found) => !isPublicApi(found))
    .map(sentence);
  expect(wrong).toEqual([]);
});

it('no module imports the composition root but the operator commands', () => {
  const wrong = imports
    .filter(({ module, targetModule }) => module !== ROOT && module !== 'cli' && targetModule === ROOT)
    .map(sentence);
  expect(wrong).toEqual([]);
});

it('inside a module no use case and no statement imports a resolver', () => {
  const wrong = imports
    .filter(({ target }) => target.endsWith('.resolver'))
    .filter(({ file }) => !/(index|resolver)\.ts$/.test(file))
    .map(sentence);
  expect(wrong).toEqual([]);
});

it('no files import each other in a circle', () => {
  expect(importCircles()).toEqual([]);
});

/** The layers inside `platform`. Files directly in its folder are the lowest, but for those that say what a module is. */
const platformLayers: Readonly<Record<string, number>> = {
  config: 0,
  database: 1,
  redis: 1,
  outbox: 2,
  replicas: 2,
  failover: 2,
  http: 3,
  graphql: 4,
  'module.ts': 5,
  'platform.ts': 5,
  'index.ts': 6,
};

it('inside platform imports point to lower layers', () => {
  const layerOf = (file: string) => {
    const [, first = ''] = file.split(sep);
    return { folder: first, layer: platformLayers[first] ?? platformLayers[`${first}.ts`] ?? 0 };
  };
  const wrong = imports
    .filter(({ module, targetModule }) => module === 'platform' && targetModule === 'platform')
    .filter(({ file, target }) => {
      const [from, to] = [layerOf(file), layerOf(target)];
      return from.folder !== to.folder && (to.layer > from.layer || (to.layer === from.layer && to.layer > 0));
    })
    .map(sentence);
  expect(wrong).toEqual([]);
});

it('the check sees imports at all', () => {
  expect(imports.some(({ module, targetModule }) => module === 'accounts' && targetModule === 'platform')).toBe(true);
});

/** The files of each circle of imports, types included: groups of files each of which reaches all the others (Tarjan). */
function importCircles(): string[][] {
  const files = new Set(sourceFiles().map((file) => relative(src, file)));
  const fileOf = (target: string): string | undefined =>
    [target, `${target}.ts`, `${target}.tsx`, join(target, 'index.ts')].find((name) => files.has(name));
  const importsOf = new Map<string, string[]>();
  for (const { file, target } of imports) {
    const imported = fileOf(target);
    if (imported !== undefined) importsOf.set(file, [...(importsOf.get(file) ?? []), imported]);
  }
  const circles: string[][] = [];
  const order = new Map<string, number>();
  const path: string[] = [];
  const visit = (file: string): number => {
    const own = order.size;
    order.set(file, own);
    let least = own;
    path.push(file);
    for (const next of importsOf.get(file) ?? []) {
      if (!order.has(next)) least = Math.min(least, visit(next));
      else if (path.includes(next)) least = Math.min(least, order.get(next) ?? own);
    }
    if (least === own) {
      const circle = path.splice(path.indexOf(file));
      if (circle.length > 1 || importsOf.get(file)?.includes(file)) circles.push(circle.sort());
    }
    return least;
  };
  for (const file of files) if (!order.has(file)) visit(file);
  return circles;
}
