/**
 * A position in a stream: the id of an entry in Redis. `epoch` is the time (in microseconds) at which the stream was
 * created, `number` counts its entries from one without a gap. After Redis lost its data, or a part of it, a new epoch
 * begins, so that an old revision is never mistaken for a position in the new stream.
 */
export interface Revision {
  readonly epoch: number;
  readonly number: number;
}

const shape = /^(\d{1,16})-(\d{1,16})$/;

/** Null for everything that is not a revision: the text comes from clients. */
export function parseRevision(text: string): Revision | null {
  const match = shape.exec(text);
  if (match === null) return null;
  const epoch = Number(match[1]);
  const number = Number(match[2]);
  return Number.isSafeInteger(epoch) && Number.isSafeInteger(number) ? { epoch, number } : null;
}

export function formatRevision({ epoch, number }: Revision): string {
  return `${epoch}-${number}`;
}

export function sameRevision(a: Revision, b: Revision): boolean {
  return a.epoch === b.epoch && a.number === b.number;
}
