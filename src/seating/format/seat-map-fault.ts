import type { z } from 'zod';
import { forbiddenCharacterIn, quotable } from './normal-text';

/** One fault of a file, and where it is: a JSON pointer, or a line and column of a CSV file. */
export interface SeatMapFault {
  readonly place: string;
  readonly message: string;
}

/** More than these are counted and not kept: nobody reads them, and a file of 80,000 broken seats has many. */
export const FAULTS_KEPT_MAX = 500;

/** Both quote texts of the file, which may be of any length. */
const PLACE_LETTERS_MAX = 200;
const MESSAGE_LETTERS_MAX = 400;

/** A report that is being written. */
export class Faults {
  readonly kept: SeatMapFault[] = [];
  count = 0;

  add(place: string | (() => string), message: string): void {
    this.count += 1;
    if (this.kept.length < FAULTS_KEPT_MAX) {
      this.kept.push({
        place: quotable(typeof place === 'string' ? place : place(), PLACE_LETTERS_MAX),
        message: quotable(message, MESSAGE_LETTERS_MAX),
      });
    }
  }
}

export type Path = readonly PropertyKey[];

/** The JSON pointer (RFC 6901) of a path; the root, whose pointer is empty, is written `/`. */
export function pointer(path: Path): string {
  const steps = path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'));
  return `/${steps.join('/')}`;
}

/** Where an object of a converted document came from, and what its keys are called there. */
export interface Source {
  readonly place: string;
  readonly keys?: Readonly<Record<string, string>>;
}

/** Empty for a file of our own format. */
export type Sources = WeakMap<object, Source>;

/**
 * The place of a path in the file of the user, with the keys of that file. A document that was converted from another
 * format carries the places of its objects; below the last known one the keys are those of our own format.
 */
export function placeOf(document: unknown, path: Path, sources: Sources): string {
  const { known, rest } = nearestSource(document, path, sources);
  if (known === undefined) return pointer(path);
  const [key, ...deeper] = rest;
  if (key === undefined) return known.place;
  const steps = [known.keys?.[String(key)] ?? key, ...deeper];
  if (known.place === '/') return pointer(steps);
  return known.place.startsWith('/')
    ? `${known.place}${pointer(steps)}`
    : `${known.place}, ${steps.map(String).join(' ')}`;
}

/** What the file of the user calls a key of this object. */
export function keyOf(document: unknown, path: Path, key: string, sources: Sources): string {
  const { known, rest } = nearestSource(document, path, sources);
  return (rest.length === 0 ? known?.keys?.[key] : undefined) ?? key;
}

/** The last object on the path whose source is known, and the steps from there. */
function nearestSource(document: unknown, path: Path, sources: Sources): { known: Source | undefined; rest: Path } {
  let known = typeof document === 'object' && document !== null ? sources.get(document) : undefined;
  let knownSteps = 0;
  let here: unknown = document;
  for (const [index, step] of path.entries()) {
    if (typeof here !== 'object' || here === null) break;
    // Any object may be asked for any key; what is not there is undefined, and the walk ends.
    here = (here as Record<PropertyKey, unknown>)[step];
    const source = typeof here === 'object' && here !== null ? sources.get(here) : undefined;
    if (source !== undefined) {
      known = source;
      knownSteps = index + 1;
    }
  }
  return { known, rest: path.slice(knownSteps) };
}

/** Adds the issues of zod, as sentences for users who do not know zod. */
export function addIssues(
  faults: Faults,
  document: unknown,
  issues: readonly z.core.$ZodIssue[],
  sources: Sources,
): void {
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) faults.add(placeOf(document, [...issue.path, key], sources), 'is not known here');
    } else {
      faults.add(placeOf(document, issue.path, sources), sentence(issue));
    }
  }
}

function sentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      return issue.expected === 'int' ? 'must be a whole number' : `must be ${nounOf(issue.expected)}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'too_small':
      if (issue.origin !== 'number' && issue.origin !== 'int' && issue.minimum === 1) return 'must not be empty';
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      if (issue.format !== 'regex') return `must be ${issue.format}`;
      return forbiddenCharacterIn(String(issue.input)) ?? 'has a form that is not allowed here';
    case 'invalid_value':
      return `must be ${oneOf(issue.values)}`;
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? `must be ${oneOf(issue.options)}`
        : 'has a wrong form';
    default:
      return issue.message;
  }
}

const oneOf = (values: readonly unknown[]): string =>
  `${values.length > 1 ? 'one of ' : ''}${values.map((value) => JSON.stringify(value)).join(', ')}`;

function nounOf(expected: string): string {
  const nouns: Record<string, string> = { string: 'a text', array: 'a list', object: 'an object', number: 'a number' };
  return nouns[expected] ?? expected;
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' letters long';
  return origin === 'array' ? ' entries long' : '';
}
