const PARTS = /[0-9]+|[^0-9]+/g;

/**
 * Orders names as people count: `Row 9` before `Row 10`, and `Z` before `AA`, which is how the rows of a hall go on
 * after the alphabet. The order must be the same on every machine for ever, because seat indexes follow from it, so it
 * does not use the collation of the system. Only equal texts compare as equal.
 */
export function naturalOrder(a: string, b: string): number {
  if (a === b) return 0;
  const left = a.match(PARTS) ?? [];
  const right = b.match(PARTS) ?? [];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const order = partOrder(left[index] ?? '', right[index] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length || codeOrder(a, b);
}

function partOrder(a: string, b: string): number {
  const kind = kindOf(a);
  if (kind !== kindOf(b)) return kind - kindOf(b);
  switch (kind) {
    case Part.NUMBER:
      // Compared as texts: a number of twenty digits would lose its last ones.
      return shorterFirst(a.replace(/^0+(?=.)/, ''), b.replace(/^0+(?=.)/, ''));
    case Part.ROW_LETTERS:
      return shorterFirst(a, b);
    case Part.WORDS:
      return codeOrder(a, b);
  }
}

enum Part {
  NUMBER,
  ROW_LETTERS,
  WORDS,
}

function kindOf(part: string): Part {
  if (part >= '0' && part < ':') return Part.NUMBER;
  // Capital letters count like rows only where they are few; more of them are a word, and words go by the alphabet.
  return /^[A-Z]{1,2}$/.test(part) ? Part.ROW_LETTERS : Part.WORDS;
}

const shorterFirst = (a: string, b: string): number => a.length - b.length || codeOrder(a, b);
const codeOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
