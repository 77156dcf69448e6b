import { decodeId, encodeId } from '../../ids';

/** What may wait for an operator. A module that adds a kind names it here and offers a source of it. */
export const deadLetterKinds = ['PAYMENT', 'REFUND', 'MAIL', 'WEBHOOK'] as const;
export type DeadLetterKind = (typeof deadLetterKinds)[number];

/** Something that the service could not finish by itself. */
export interface DeadLetter {
  readonly kind: DeadLetterKind;
  /** A UUID, unique in its source. */
  readonly key: string;
  /** What it is, in a few words, such as `refund re_1 4250 EUR`. */
  readonly about: string;
  readonly reason: string;
  /** The public id of the order or the endpoint that it belongs to; null where there is none. */
  readonly subjectId: string | null;
  /** How the command names that, with the id of the database; empty where there is none. */
  readonly subjectText: string;
  /** When it was written, where that is known. */
  readonly createdAt: Date | null;
}

/** Which of a source; all of them where nothing is named. What is named twice must hold twice. */
export interface DeadLetterFilter {
  readonly keys?: readonly string[];
  /** The UUID of an order or an endpoint. */
  readonly subject?: string;
}

/** The dead letters of one kind. */
export interface DeadLetterSource {
  readonly kind: DeadLetterKind;
  /** By key, after the given one. */
  read(page: { readonly first: number; readonly after: string | null }): Promise<readonly DeadLetter[]>;
  /** Has them tried again, and returns how many. A running service processes them within a second. */
  replay(filter: DeadLetterFilter): Promise<number>;
}

const prefixOf = (kind: DeadLetterKind): string => `dead-${kind.toLowerCase()}`;

export const encodeDeadLetterId = ({ kind, key }: Pick<DeadLetter, 'kind' | 'key'>): string =>
  encodeId(prefixOf(kind), key);

/** Null where the id names none. */
export function decodeDeadLetterId(id: string): Pick<DeadLetter, 'kind' | 'key'> | null {
  for (const kind of deadLetterKinds) {
    const key = decodeId(prefixOf(kind), id);
    if (key !== null) return { kind, key };
  }
  return null;
}

/** A page over several sources, one after the other. `after` is a letter that an earlier page ended with. */
export async function readDeadLetters(
  sources: readonly DeadLetterSource[],
  { first, after }: { readonly first: number; readonly after: Pick<DeadLetter, 'kind' | 'key'> | null },
): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  const start = after === null ? 0 : sources.findIndex(({ kind }) => kind === after.kind);
  for (const source of start < 0 ? [] : sources.slice(start)) {
    if (letters.length >= first) break;
    const from = source.kind === after?.kind ? after.key : null;
    letters.push(...(await source.read({ first: first - letters.length, after: from })));
  }
  return letters;
}
