import fc from 'fast-check';
import { connect, decodeCursor, encodeCursor, pageOf } from '../../../src/platform';

const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    // What is thrown here is a GraphQLError.
    return (error as { extensions: { code: string } }).extensions.code;
  }
};

describe('Cursors', () => {
  it('bring back the sort key that was put into them', () => {
    const key = fc.array(fc.oneof(fc.string(), fc.integer()), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(key, (parts) => {
        const cursor = encodeCursor(...parts);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(decodeCursor(cursor, parts.length)).toEqual(parts);
      }),
    );
  });

  it('that nobody gave are the mistake of whoever sends them', () => {
    for (const wrong of [
      '',
      'x',
      encodeCursor('a'),
      Buffer.from('{"a":1}').toString('base64url'),
      Buffer.from('[1,null]').toString('base64url'),
    ]) {
      expect([wrong, codeOf(() => decodeCursor(wrong, 2))]).toEqual([wrong, 'BAD_USER_INPUT']);
    }
  });

  it('never fail in another way, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = codeOf(() => decodeCursor(text, 1));
        expect(read === 'BAD_USER_INPUT' || Array.isArray(read)).toBe(true);
      }),
    );
  });
});

describe('Pages', () => {
  const pageOfRows = (rows: number[], first: number, after: string | null) =>
    connect(rows.slice(0, first + 1), { first, after }, (row) => encodeCursor(row));

  it('tell whether there is more before and behind', () => {
    const first = pageOfRows([1, 2, 3], 2, null);
    expect(first.nodes).toEqual([1, 2]);
    expect(first.edges.map(({ node }) => node)).toEqual([1, 2]);
    expect(first.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: encodeCursor(1),
      endCursor: encodeCursor(2),
    });
    expect(pageOfRows([3], 2, encodeCursor(2)).pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('may be empty', () => {
    expect(pageOfRows([], 2, null)).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  it('have a size within the limit of their list', () => {
    expect(pageOf({ first: 1 }, 100)).toEqual({ first: 1, after: null });
    expect(pageOf({ first: 100, after: 'x' }, 100)).toEqual({ first: 100, after: 'x' });
    for (const first of [0, -1, 101]) expect(codeOf(() => pageOf({ first }, 100))).toBe('BAD_USER_INPUT');
  });
});
