/** Whether an `If-None-Match` names this tag. Compared weakly, as RFC 9110 asks for `If-None-Match`: a cache on the way may have marked our tag as weak. */
export function namesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((entry) => entry.trim() === '*' || entry.trim().replace(/^W\//, '') === tag);
}
