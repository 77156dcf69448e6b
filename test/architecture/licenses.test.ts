import lock from '../../package-lock.json';
import playground from '../../src/playground/page/package-lock.json';

/** Licences that let anyone use and pass on what we make, whatever theirs is. MPL asks for changes of its own files. */
const free = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0', 'MPL-2.0'];

/** Packages whose licence has no short name, or is not named in their package.json: the licence, read by us. */
const readByUs: Readonly<Record<string, string>> = {
  'node_modules/dejavu-fonts-ttf':
    'Bitstream Vera: the fonts may be used, embedded and passed on; only sold by themselves they may not be',
  'node_modules/argparse':
    'Python Software Foundation; only the command of markdown-it uses it, which is no part of a page',
  'node_modules/png-js': 'MIT, as its file LICENSE says',
  'node_modules/tweetnacl': 'Unlicense: given to the public domain',
};

interface Package {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  /** Only for some systems; those that are not of this system may be listed without their licence. */
  readonly os?: readonly string[];
}

// Without this package itself, and without the link to the workspace, which is listed by its folder.
const packagesOf = ({ packages }: { readonly packages: Readonly<Record<string, Package>> }) =>
  Object.entries(packages).filter(([path, { link }]) => path !== '' && !link);

it.each([
  ['what production needs', lock],
  ['what the playground is built of', playground],
])('%s has licences that suit an MIT project', (_what, locked) => {
  const packages = packagesOf(locked);
  const others = packages
    .filter(([, { dev, license, os }]) => !dev && !(license === undefined && os !== undefined))
    .filter(([path, { license = 'unknown' }]) => !(path in readByUs) && !isFree(license))
    .map(([path, { license }]) => `${path}: ${license}`);
  expect(packages.length).toBeGreaterThan(90);
  expect(others).toEqual([]);
});

/** An SPDX expression without nesting: all of `A AND B`, or any of `A OR B`. */
function isFree(license: string): boolean {
  const words = license.split(/[() ]+/).filter((word) => word !== '' && word !== 'AND');
  return words.includes('OR') ? words.some((word) => free.includes(word)) : words.every((word) => free.includes(word));
}

it.each([
  ['MIT', true],
  ['(MIT AND BSD-3-Clause)', true],
  ['(MIT AND GPL-2.0)', false],
  ['(BSD-3-Clause OR GPL-2.0)', true],
  ['AGPL-3.0', false],
])('reads %s', (license, expected) => {
  expect(isFree(license)).toBe(expected);
});
