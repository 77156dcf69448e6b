import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { preProcessFile } from 'typescript';

const src = resolve(__dirname, '../../src');

const floors: Readonly<Record<string, number>> = {
  platform: 0,
  realtime: 1,
  accounts: 2,
  catalog: 2,
  seating: 3,
  'waiting-room': 3,
  inventory: 4,
  orders: 5,
  payments: 5,
  tickets: 5,
  checkout: 6,
  notifications: 7,
};
/** The stand-ins of the default start. Only the roof opens this room, and it opens no other. */
const SIDE = 'embedded';

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
  readonly targetRoom: string;
}

/** The first folder below `src`; the roof's own files are in none. */
const roomOf = (file: string): string => {
  const parts = relative(src, file).split(sep);
  return parts.length > 1 ? (parts[0] ?? '') : 'roof';
};

function sourceFiles(): string[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes(join('graphql', 'playground', '')))
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
        room: roomOf(file),
        target: relative(src, target),
        targetRoom: targetRoomOf(target),
      })),
  );
}

/** An import names a room by its folder or a file in it. */
function targetRoomOf(target: string): string {
  const [first = '', ...rest] = relative(src, target).split(sep);
  return rest.length > 0 || first in floors || first === SIDE ? first : 'roof';
}

const imports = importsInside();

test('every folder below src is a room that the plan knows', () => {
  const rooms = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const unknown = rooms.map(({ name }) => name).filter((name) => !(name in floors) && name !== SIDE);
  expect(unknown).toEqual([]);
});

test('imports point down, and never past a door', () => {
  const wrong = imports
    .filter(({ room, targetRoom }) => room !== targetRoom && room !== 'roof')
    .filter(({ room, target, targetRoom }) => {
      if (room === SIDE || targetRoom === SIDE) return targetRoom !== 'platform';
      const pointsDown = (floors[targetRoom] ?? 99) < (floors[room] ?? -1);
      const throughTheDoor = target === targetRoom || target === join(targetRoom, 'index');
      return !pointsDown || !throughTheDoor;
    })
    .map(({ file, target }) => `${file} imports ${target}`);
  expect(wrong).toEqual([]);
});

test('the roof opens rooms by their doors', () => {
  const wrong = imports
    .filter(({ room, targetRoom, target }) => room === 'roof' && targetRoom !== 'roof' && target !== targetRoom)
    .map(({ file, target }) => `${file} imports ${target}`);
  expect(wrong).toEqual([]);
});

test('only the app sees every room, and no room imports the roof', () => {
  const wrong = imports
    .filter(({ room, targetRoom }) => room !== 'roof' && targetRoom === 'roof')
    .map(({ file, target }) => `${file} imports ${target}`);
  expect(wrong).toEqual([]);
});

test('inside a room no verb and no statement imports a resolver', () => {
  const wrong = imports
    .filter(({ target }) => target.endsWith('.resolver'))
    .filter(({ file }) => !/(index|resolver)\.ts$/.test(file))
    .map(({ file, target }) => `${file} imports ${target}`);
  expect(wrong).toEqual([]);
});

test('the check sees imports at all', () => {
  expect(imports.some(({ room, targetRoom }) => room === 'accounts' && targetRoom === 'platform')).toBe(true);
});
