/**
 * A name as one line, without anything that acts on the text around it: control characters, line breaks of any kind,
 * and the marks that turn the direction of what follows.
 */
export const oneLine = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/ +/g, ' ')
    .trim();

const SUBJECT_CHARS_MAX = 150;

/** One line of at most 150 characters, cut between characters. What looks like an encoded word (RFC 2047) is none. */
export function subjectLine(text: string): string {
  const characters = [...oneLine(text).replaceAll('=?', '= ?')];
  return characters.length <= SUBJECT_CHARS_MAX
    ? characters.join('')
    : `${characters.slice(0, SUBJECT_CHARS_MAX - 1).join('')}…`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML, inside of elements and of quoted attributes. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (found) => entities[found] ?? '');
