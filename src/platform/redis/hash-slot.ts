const SLOT_COUNT = 16_384;
/** CRC-16/XMODEM, as the specification of Redis Cluster names it. */
const POLYNOMIAL = 0x1021;

const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
  return crc & 0xffff;
});

/** The slot of a key or channel in a Redis Cluster. Of a name with braces only the part in the first pair counts. */
export function hashSlot(name: string): number {
  const from = name.indexOf('{');
  const to = from < 0 ? -1 : name.indexOf('}', from);
  const counted = to > from + 1 ? name.slice(from + 1, to) : name;
  let crc = 0;
  for (const byte of Buffer.from(counted)) crc = ((crc << 8) & 0xffff) ^ (table[(crc >> 8) ^ byte] ?? 0);
  return crc % SLOT_COUNT;
}
