import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const markdownIn = (folder: string, recursive = false): string[] =>
  readdirSync(join(root, folder), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
    .map((name) => join(folder, name));

/** Where the links of a page lead within the repository, without the places on the page. */
function linksOf(page: string): string[] {
  const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links
    .filter((link) => !/^(https?:|#)/.test(link))
    .map((link) => relative(root, resolve(root, dirname(page), link.replace(/#.*/, ''))));
}

const documents = markdownIn('docs', true);

it('every link between documents leads somewhere', () => {
  const broken = [...markdownIn('.'), ...documents, ...markdownIn('test', true)].flatMap((page) =>
    linksOf(page)
      .filter((target) => !existsSync(join(root, target)))
      .map((target) => `${page} → ${target}`),
  );
  expect(broken).toEqual([]);
});

it('docs/README.md leads to every document', () => {
  const listed = new Set([...linksOf('docs/README.md'), join('docs', 'README.md')]);
  expect(documents.filter((document) => !listed.has(document))).toEqual([]);
});

it('decisions are numbered once each, and fit on a screen', () => {
  const names = readdirSync(join(root, 'docs/decisions'));
  const numbers = names.map((name) => /^(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1]);
  expect(numbers).not.toContain(undefined);
  expect(new Set(numbers).size).toBe(names.length);
  const long = names.filter((name) => readFileSync(join(root, 'docs/decisions', name), 'utf8').split('\n').length > 60);
  expect(long).toEqual([]);
});
