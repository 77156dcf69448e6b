const ENCODINGS = ['br', 'gzip', 'identity'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** The encoding of the greatest weight in an `Accept-Encoding` (RFC 9110, 12.5.3); of equal ones the smallest. */
export function chooseEncoding(header: string | string[] | undefined): Encoding {
  if (header === undefined) return 'identity';
  const weights = new Map<string, number>();
  for (const entry of String(header).toLowerCase().split(',')) {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weights.set(name === 'x-gzip' ? 'gzip' : name, weight === undefined ? 1 : Number(weight) || 0);
  }
  // What is not named has no weight but by the asterisk, except identity, which is always better than nothing.
  const weightOf = (name: Encoding): number =>
    weights.get(name) ?? (name === 'identity' ? Math.min(weights.get('*') ?? 0.001, 0.001) : (weights.get('*') ?? 0));
  const best = ENCODINGS.reduce((chosen, name) => (weightOf(name) > weightOf(chosen) ? name : chosen));
  return weightOf(best) > 0 ? best : 'identity';
}
