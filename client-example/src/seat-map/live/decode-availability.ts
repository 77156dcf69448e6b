/** The bytes of `GET /shows/<id>/availability`, read: see `docs/availability-bytes.md`. */
export interface AvailabilityBytes {
  /** `seatStatusChanged(after:)` continues from here. */
  readonly revision: string;
  /** The seats are those of this map, in its order. */
  readonly seatMapVersion: string;
  readonly seatCount: number;
  readonly content:
    | { readonly kind: 'full'; readonly statuses: string; readonly versions: readonly number[] }
    | { readonly kind: 'statuses'; readonly statuses: string }
    | { readonly kind: 'difference'; readonly since: string; readonly changes: readonly SeatChangeBytes[] };
}

export interface SeatChangeBytes {
  readonly index: number;
  /** As in `Availability.statuses`. */
  readonly status: string;
  /** A change with a smaller version than the known one is older. */
  readonly version: number;
}

const CODES = 'AHRSB';

/** @throws where the bytes are of another format */
export function decodeAvailability(buffer: ArrayBuffer | Uint8Array): AvailabilityBytes {
  const bytes = buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer);
  let at = 0;
  const byte = (): number => {
    const value = bytes[at];
    if (value === undefined) throw new Error('The bytes of the availability end too early');
    at += 1;
    return value;
  };
  const ascii = (length: number) => String.fromCharCode(...Array.from({ length }, byte));
  const text = () => ascii(byte());
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const part = byte();
      value += (part & 127) * 2 ** shift;
      if (part < 128) return value;
    }
  };
  const code = (number: number): string => {
    const letter = CODES[number];
    if (letter === undefined) throw new Error(`Unknown status ${number}`);
    return letter;
  };
  if (ascii(4) !== 'FRA1') throw new Error('These are not the bytes of an availability');
  const kind = byte();
  const [revision, seatMapVersion, seatCount] = [text(), text(), varint()];
  const head = { revision, seatMapVersion, seatCount };
  if (kind === 2) {
    const since = text();
    let index = -1;
    const changes = Array.from({ length: varint() }, () => {
      index += varint() + 1;
      return { index, status: code(byte()), version: varint() };
    });
    return { ...head, content: { kind: 'difference', since, changes } };
  }
  if (kind > 2) throw new Error(`Unknown kind of bytes: ${kind}`);
  const letters: string[] = [];
  for (let index = 0; index < seatCount; index += 2) {
    const two = byte();
    letters.push(code(two & 15));
    if (index + 1 < seatCount) letters.push(code(two >> 4));
  }
  const statuses = letters.join('');
  if (kind === 1) return { ...head, content: { kind: 'statuses', statuses } };
  return { ...head, content: { kind: 'full', statuses, versions: Array.from({ length: seatCount }, varint) } };
}
