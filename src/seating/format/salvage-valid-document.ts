import type { z } from 'zod';
import { type Path, placeOf, type Source, type Sources } from './seat-map-fault';

const ROUNDS_MAX = 12;

/**
 * The valid rest of a document, without everything of a wrong form, so that the other faults can be part of the same
 * report: a seat with a broken number is left out, its neighbours are still checked. Null where nothing is left to
 * check. The sources of what it returns are the places in the file that the user has.
 *
 * @param standIns for what is missing or wrong at the top: a fault of it was reported, and the rest is worth a look.
 */
export function salvageValidDocument<T extends object>(
  schema: z.ZodType<T>,
  standIns: Partial<T>,
  broken: unknown,
  sources: Sources,
): { document: T; sources: Sources } | null {
  if (typeof broken !== 'object' || broken === null || Array.isArray(broken)) return null;
  const places: Sources = new WeakMap();
  const copy = copyWithPlaces(broken, broken, [], sources, places);
  const document = { ...standIns, ...(copy as object) };
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const result = schema.safeParse(document, { reportInput: true });
    // No schema of ours changes what it parses: the document itself has the type, and its objects have their places.
    if (result.success) return { document: document as T, sources: places };
    cut(document, standIns, result.error.issues);
  }
  return null;
}

function copyWithPlaces(node: unknown, root: unknown, path: Path, sources: Sources, places: Sources): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const child = (value: unknown, step: PropertyKey) => copyWithPlaces(value, root, [...path, step], sources, places);
  const copy = Array.isArray(node)
    ? node.map(child)
    : Object.fromEntries(Object.entries(node).map(([key, value]) => [key, child(value, key)]));
  places.set(copy, { place: placeOf(root, path, sources), ...keysOf(node, sources) });
  return copy;
}

function keysOf(node: object, sources: Sources): Pick<Source, 'keys'> {
  const keys = sources.get(node)?.keys;
  return keys === undefined ? {} : { keys };
}

const GONE = Symbol('gone');

/** Takes the faulty values out. Where a value is missing, or a list too short, what it belongs to is taken out. */
function cut(document: object, standIns: object, issues: readonly z.core.$ZodIssue[]): void {
  const lists = new Set<unknown[]>();
  const remove = (path: Path): void => {
    const key = path.at(-1);
    const owner = valueAt(document, path.slice(0, -1));
    if (key === undefined || typeof owner !== 'object' || owner === null) return;
    if (Array.isArray(owner)) {
      owner[Number(key)] = GONE;
      lists.add(owner);
    } else if (owner === document && key in standIns) {
      // The key was just found among those of the stand-ins.
      Object.assign(document, { [key]: structuredClone(standIns[key as keyof typeof standIns]) });
    } else {
      Reflect.deleteProperty(owner, key);
    }
  };
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) remove([...issue.path, key]);
    else if (valueAt(document, issue.path) === undefined) remove(issue.path.slice(0, -1));
    else remove(issue.path);
  }
  for (const list of lists) {
    const kept = list.filter((entry) => entry !== GONE);
    list.length = 0;
    for (const entry of kept) list.push(entry);
  }
}

function valueAt(node: unknown, path: Path): unknown {
  let here = node;
  // Any object may be asked for any key; what is not there is undefined.
  for (const step of path)
    here = typeof here === 'object' && here !== null ? (here as Record<PropertyKey, unknown>)[step] : undefined;
  return here;
}
