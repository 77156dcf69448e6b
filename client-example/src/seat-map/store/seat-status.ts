/** The statuses in `SeatStore.statuses`, in the order of the letters of `Availability.statuses`. */
export const AVAILABLE = 0;
export const HELD = 1;
export const RESERVED = 2;
export const SOLD = 3;
export const BLOCKED = 4;

const LETTERS = 'AHRSB';
const NAMES = ['AVAILABLE', 'HELD', 'RESERVED', 'SOLD', 'BLOCKED'] as const;
export type SeatStatusName = (typeof NAMES)[number];

/** A letter that a later server may know and this page does not is a seat that cannot be had. */
export function statusesFromLetters(letters: string): Uint8Array {
  const ofCode = new Uint8Array(128).fill(BLOCKED);
  for (let status = 0; status < LETTERS.length; status += 1) ofCode[LETTERS.charCodeAt(status)] = status;
  const statuses = new Uint8Array(letters.length);
  for (let index = 0; index < letters.length; index += 1) {
    statuses[index] = ofCode[letters.charCodeAt(index)] ?? BLOCKED;
  }
  return statuses;
}

export function statusFromName(name: SeatStatusName): number {
  const status = NAMES.indexOf(name);
  return status < 0 ? BLOCKED : status;
}
