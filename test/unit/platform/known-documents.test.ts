import { parse } from 'graphql';
import { KnownDocuments, operationOf } from '../../../src/platform/graphql/known-documents';

const documentOf = (text: string) => parse(text, { noLocation: true });

it('a document is known from the second time on', () => {
  const documents = new KnownDocuments();
  const text = '{ serverTime }';
  documents.meet(text, documentOf(text));
  expect(documents.find(text)).toBeUndefined();
  documents.meet(text, documentOf(text));
  expect(documents.find(text)?.operations).toHaveLength(1);
});

it('a document that is in use stays, however many others come', () => {
  const documents = new KnownDocuments();
  const used = '{ serverTime }';
  documents.keep(used, documentOf(used));
  const others = Array.from({ length: 1000 }, (_, index) => `{ a${index}: serverTime # ${' '.repeat(1000)}\n}`);
  for (const text of others) {
    documents.keep(text, documentOf(text));
    expect(documents.find(used)).toBeDefined();
  }
  const kept = others.filter((text) => documents.find(text) !== undefined);
  expect(kept.length).toBeGreaterThan(400);
  expect(kept.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(500_000);
});

it('texts that come once push nothing out', () => {
  const documents = new KnownDocuments();
  const used = '{ serverTime }';
  documents.keep(used, documentOf(used));
  for (let index = 0; index < 12_000; index += 1) documents.meet(`{ a${index}: serverTime }`, documentOf(used));
  expect(documents.find(used)).toBeDefined();
});

it('a text that is too long is not known', () => {
  const documents = new KnownDocuments();
  const text = `{ serverTime }${' '.repeat(17_000)}`;
  documents.keep(text, documentOf(text));
  expect(documents.find(text)).toBeUndefined();
});

it('an operation is found by its name, and without a name where it is the only one', () => {
  const documents = new KnownDocuments();
  const known = (text: string) => {
    documents.keep(text, documentOf(text));
    const found = documents.find(text);
    if (found === undefined) throw new Error('It was just kept');
    return found;
  };
  const two = known('query A { serverTime } query B { serverTime }');
  expect(operationOf(two, 'B')?.name?.value).toBe('B');
  expect(operationOf(two, undefined)).toBeUndefined();
  expect(operationOf(two, 'C')).toBeUndefined();
  expect(operationOf(known('query A { serverTime }'), undefined)?.name?.value).toBe('A');
});
