/**
 * Where a stream stands: the id that Redis gives to the stream's newest entry. `epoch` is the instant (in microseconds)
 * at which this life of the stream began, `number` counts its entries from one without a gap. A Redis that lost its
 * memory, or a part of it, begins another epoch, so that an old revision is never mistaken for a place in a new stream.
 */
export interface Revision {
  readonly epoch: number;
  readonly number: number;
}

const shape = /^(\d{1,16})-(\d{1,16})$/;

/** Null for everything that was never a revision of ours: clients send these back to us, so nothing is assumed. */
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
