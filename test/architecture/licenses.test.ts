import lock from '../../package-lock.json';

/** Licences that let anyone use and pass on what we make, whatever theirs is. MPL asks for changes of its own files. */
const free = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MPL-2.0'];

interface Package {
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  /** Only for some systems; those that are not of this system may be listed without their licence. */
  readonly os?: readonly string[];
}

// Without this package itself, and without the link to the workspace, which is listed by its folder.
const packages = Object.entries<Package>(lock.packages).filter(([path, { link }]) => path !== '' && !link);

it('what production needs has licences that suit an MIT project', () => {
  const others = packages
    .filter(([, { dev, license, os }]) => !dev && !(license === undefined && os !== undefined))
    .filter(
      ([, { license = 'unknown' }]) => !license.split(/[() ]+|AND/).every((each) => each === '' || free.includes(each)),
    )
    .map(([path, { license }]) => `${path}: ${license}`);
  expect(packages.length).toBeGreaterThan(100);
  expect(others).toEqual([]);
});
