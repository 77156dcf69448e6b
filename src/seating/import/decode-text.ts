export type DecodedText =
  | {
      readonly kind: 'Text';
      readonly text: string;
      /** What was guessed, for the operator. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'NoText'; readonly message: string };

/** Windows-1252 from 0x80 to 0x9f, where it differs from Latin-1. Five bytes have no character. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
/** Whether `ReadOptions.encoding` may have this name. */
export function isKnownEncoding(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch {
    return false;
  }
}

/**
 * Decodes what spreadsheet programs write: UTF-8 with or without a byte order mark, UTF-16 with one, and Windows-1252
 * where the bytes are no UTF-8. Other single-byte encodings cannot be distinguished from that one, so they must be named.
 */
export function decodeText(file: Uint8Array, encoding?: string): DecodedText {
  if (startsWith(file, [0x50, 0x4b, 0x03, 0x04]) || startsWith(file, [0xd0, 0xcf, 0x11, 0xe0])) {
    return { kind: 'NoText', message: 'is a workbook of a spreadsheet program; save the sheet as CSV' };
  }
  if (encoding !== undefined) return decodeAs(encoding, file);
  if (startsWith(file, [0xff, 0xfe])) return decodeAs('utf-16le', file);
  if (startsWith(file, [0xfe, 0xff])) return decodeAs('utf-16be', file);
  const decoded = decodeAs('utf-8', file);
  if (decoded.kind === 'Text') return decoded;
  if (startsWith(file, [0xef, 0xbb, 0xbf]) || !file.every(isByteOfText)) {
    return { kind: 'NoText', message: 'is not text in UTF-8, in UTF-16 with a byte order mark or in Windows-1252' };
  }
  const latin = Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString('latin1');
  return {
    kind: 'Text',
    text: latin.replaceAll(/[\u0080-\u009f]/g, (byte) => WINDOWS_1252[byte.charCodeAt(0) - 0x80] ?? byte),
    notes: [
      'The file is not UTF-8 and was read as Windows-1252. If letters are wrong, name its encoding or save it as UTF-8.',
    ],
  };
}

function decodeAs(encoding: string, file: Uint8Array): DecodedText {
  try {
    return { kind: 'Text', text: new TextDecoder(encoding, { fatal: true }).decode(file), notes: [] };
  } catch {
    return { kind: 'NoText', message: `is not text in ${encoding.toUpperCase()}` };
  }
}

const WHITE_SPACE = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d]);
/** Bytes without a character in Windows-1252. */
const UNUSED = new Set([0x7f, 0x81, 0x8d, 0x8f, 0x90, 0x9d]);
const isByteOfText = (byte: number): boolean => (byte >= 0x20 || WHITE_SPACE.has(byte)) && !UNUSED.has(byte);

const startsWith = (file: Uint8Array, bytes: readonly number[]): boolean =>
  bytes.every((byte, index) => file[index] === byte);
