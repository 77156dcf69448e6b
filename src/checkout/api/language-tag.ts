const HEADER_CHARS_MAX = 200;

/**
 * The language that a buyer reads: a tag such as `de-AT`, or the header `Accept-Language`, which is kept as it is, because
 * who writes to the buyer knows which of its languages they have. Null for what is neither.
 */
export function languageTag(wish: string | null): string | null {
  const text = wish?.slice(0, HEADER_CHARS_MAX).trim() ?? '';
  return /^[A-Za-z0-9*,;=.\- ]+$/.test(text) ? text : null;
}
