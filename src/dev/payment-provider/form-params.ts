import { invalid, RequestRefused } from './stripe-refusal';

/** Parameters of a request as Stripe takes them: texts by their full name, such as `metadata[order_id]`. */
export type FormParams = ReadonlyMap<string, string>;

/** Reads an `application/x-www-form-urlencoded` body or a query string. */
export const parseForm = (encoded: string): FormParams => new Map(new URLSearchParams(encoded));

const required = (name: string): RequestRefused =>
  new RequestRefused(invalid(`Missing required param: ${name}.`, { code: 'parameter_missing', param: name }));

/** Refuses names that the operation does not know, as Stripe does: a misspelt parameter is not left out in silence. */
export function allow(params: FormParams, ...names: string[]): void {
  for (const name of params.keys()) {
    const top = name.split('[', 1)[0] ?? name;
    if (!names.includes(top))
      throw new RequestRefused(
        invalid(`Received unknown parameter: ${top}`, { code: 'parameter_unknown', param: top }),
      );
  }
}

export function text(params: FormParams, name: string): string | null {
  const value = params.get(name);
  return value === undefined || value === '' ? null : value;
}

export function requiredText(params: FormParams, name: string): string {
  const value = text(params, name);
  if (value === null) throw required(name);
  return value;
}

export function oneOf<Word extends string>(params: FormParams, name: string, words: readonly Word[]): Word | null {
  const value = text(params, name);
  if (value === null) return null;
  const word = words.find((candidate) => candidate === value);
  if (word === undefined)
    throw new RequestRefused(invalid(`Invalid ${name}: must be one of ${words.join(', ')}`, { param: name }));
  return word;
}

export function integer(params: FormParams, name: string): number | null {
  const value = text(params, name);
  if (value === null) return null;
  if (!/^-?\d{1,15}$/.test(value))
    throw new RequestRefused(invalid(`Invalid integer: ${value}`, { code: 'parameter_invalid_integer', param: name }));
  return Number(value);
}

export function requiredInteger(params: FormParams, name: string): number {
  const value = integer(params, name);
  if (value === null) throw required(name);
  return value;
}

const METADATA_KEYS_MAX = 50;

/** `metadata[name]=value`: at most fifty, names to 40 and values to 500 letters. */
export function metadata(params: FormParams): Record<string, string> {
  const entries: [string, string][] = [];
  for (const [name, value] of params) {
    const key = /^metadata\[([^\]]+)\]$/.exec(name)?.[1];
    if (key === undefined || value === '') continue;
    if (key.length > 40 || value.length > 500)
      throw new RequestRefused(invalid('Metadata names have at most 40 letters, values 500.', { param: name }));
    entries.push([key, value]);
  }
  if (entries.length > METADATA_KEYS_MAX)
    throw new RequestRefused(invalid('Metadata has at most 50 names.', { param: 'metadata' }));
  return Object.fromEntries(entries);
}

/** `expand[0]=latest_charge` and the like. */
export function list(params: FormParams, name: string): string[] {
  return [...params].filter(([key]) => key.startsWith(`${name}[`)).map(([, value]) => value);
}
