/**
 * The one form of every text of a seat map. Labels are printed, compared and searched, so two texts that look alike on
 * a ticket must be one text, and a text may hold nothing that cannot be seen.
 */

// Not \s: that has U+FEFF, which is invisible rather than a space, and lacks U+0085.
const WHITE_SPACE = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/** Unicode's composed form (NFC), without white space at the ends, and with one space for each run of white space. */
export function normalText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.normalize().replaceAll(WHITE_SPACE, ' ').replace(/^ | $/g, '');
}

/**
 * Characters that no text of a map may have: control and format characters, what Unicode calls default ignorable
 * (which covers the zero-width and bidirectional ones, variation selectors and fillers), lone surrogates,
 * noncharacters, the blank of Braille, and U+FFFD, which stands for a letter that an earlier conversion lost.
 */
const FORBIDDEN = '\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}\\u2800\\ufffd';
/** All characters of a text are allowed. */
export const ALLOWED_TEXT = new RegExp(`^[^${FORBIDDEN}]*$`, 'u');
const FORBIDDEN_CHARACTER = new RegExp(`[${FORBIDDEN}]`, 'u');
const FORBIDDEN_CHARACTERS = new RegExp(`[${FORBIDDEN}]`, 'gu');

const NAMES: Readonly<Record<number, string>> = {
  0: 'null',
  27: 'escape',
  173: 'soft hyphen',
  8203: 'zero width space',
  8204: 'zero width non-joiner',
  8205: 'zero width joiner',
  8206: 'left-to-right mark',
  8207: 'right-to-left mark',
  8234: 'left-to-right embedding',
  8235: 'right-to-left embedding',
  8236: 'pop directional formatting',
  8237: 'left-to-right override',
  8238: 'right-to-left override',
  8288: 'word joiner',
  8294: 'left-to-right isolate',
  8295: 'right-to-left isolate',
  8296: 'first strong isolate',
  8297: 'pop directional isolate',
  10240: 'blank Braille pattern',
  65038: 'variation selector for text',
  65039: 'variation selector for emoji',
  65279: 'zero width no-break space, or byte order mark',
  65533: 'replacement character: a letter was lost when the text was converted',
};

/** Describes the first character that a text may not have, and where it is; null where there is none. */
export function forbiddenCharacterIn(text: string): string | null {
  const found = FORBIDDEN_CHARACTER.exec(text);
  const code = found?.[0].codePointAt(0);
  if (found === null || code === undefined) return null;
  const position = [...text.slice(0, found.index)].length + 1;
  return `has ${codePointName(code)} (${NAMES[code] ?? kindOf(found[0])}) as character ${position}`;
}

function kindOf(character: string): string {
  if (/\p{Cs}/u.test(character)) return 'half of a surrogate pair';
  if (/\p{Cc}/u.test(character)) return 'a control character';
  return 'a character that cannot be seen';
}

const codePointName = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;

/** For messages: a text of a file with its invisible characters by their names, and with an end. */
export function quotable(text: string, lettersMax: number): string {
  const shown = text.length <= lettersMax ? text : `${text.slice(0, lettersMax - 1)}…`;
  return shown.replaceAll(FORBIDDEN_CHARACTERS, (character) => `<${codePointName(character.codePointAt(0) ?? 0)}>`);
}

// Letters of Greek and Cyrillic that are printed like a Latin one: a keyboard that was left in the other script.
const LOOKALIKES: Readonly<Record<string, string>> = pairs(
  'АВЕЗІЈКМНОРСТУХЅаеіјорсухѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο',
  'ABE3IJKMHOPCTYXSaeijopcyxsABEZHIKMNOPTYXo',
);

function pairs(from: string, to: string): Record<string, string> {
  const latin = [...to];
  return Object.fromEntries([...from].map((letter, index) => [letter, latin[index] ?? letter]));
}

/** What a text looks like in print. Texts that are not equal but have one printed form cannot be distinguished. */
export function printedForm(text: string): string {
  if (PLAIN.test(text)) return text;
  // Full-width forms are those of a Japanese or Chinese keyboard.
  return normalText(text).replaceAll(
    /[\u0370-\u04ff\uff01-\uff5e]/gu,
    (letter) => LOOKALIKES[letter] ?? (letter >= '\uff01' ? letter.normalize('NFKC') : letter),
  );
}

/**
 * A parsed document with the normal form of all its texts. What does not change is not copied, so the objects keep
 * their identity, and a copy gets the note of its original: `copied` is called with both.
 */
export function withNormalTexts(node: unknown, copied: (original: object, copy: object) => void): unknown {
  if (typeof node === 'string') return normalText(node);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, withNormalTexts(value, copied)] as const);
  // Any object may be asked for its own keys.
  if (entries.every(([key, value]) => Object.is(value, (node as Record<string, unknown>)[key]))) return node;
  const copy = Array.isArray(node) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
  copied(node, copy);
  return copy;
}
