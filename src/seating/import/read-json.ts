import { seatMapLimits } from '../format/seat-map-format';

export type ParsedJson =
  | { readonly kind: 'Json'; readonly value: unknown }
  | { readonly kind: 'NoJson'; readonly place: string; readonly message: string };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Parses JSON whose nesting was counted first: a parser that recurses must not meet a file of a million brackets. */
export function readJson(text: string): ParsedJson {
  const tooDeep = tooDeepAt(text, seatMapLimits.depthMax);
  if (tooDeep !== null) {
    const message = `is nested more than ${seatMapLimits.depthMax} deep`;
    return { kind: 'NoJson', place: lineAndColumn(text, tooDeep), message };
  }
  try {
    return { kind: 'Json', value: JSON.parse(text) };
  } catch (error) {
    // JSON.parse throws nothing but SyntaxError. Its message quotes the text around the fault, and not all tell where.
    const { message } = error as SyntaxError;
    const at = /at position ([0-9]+)/.exec(message)?.[1];
    const place = lineAndColumn(text, at === undefined ? text.length : Number(at));
    return { kind: 'NoJson', place, message: `is no JSON: ${message.replace(/ in JSON.*$/s, '')}` };
  }
}

/** The offset of the bracket that opens one level too many, or null. Brackets in strings are only letters. */
function tooDeepAt(text: string, depthMax: number): number | null {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (OPENING.has(code)) {
      depth += 1;
      if (depth > depthMax) return index;
    } else if (CLOSING.has(code)) depth -= 1;
  }
  return null;
}

function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `line ${before.split('\n').length}, column ${offset - before.lastIndexOf('\n')}`;
}
