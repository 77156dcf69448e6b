/** A person does not type as quickly; scanners send a letter every 1 to 60 ms, those on Bluetooth the slowest. */
const GAP_MS_MAX = 120;
/** Shorter than any code, and longer than what a person types so quickly by chance. */
const SCAN_LENGTH_MIN = 20;
const SCAN_LENGTH_MAX = 1000;

export type Press =
  /** Part of what a scanner sends, or of what a person types. */
  | { readonly kind: 'letter'; readonly length: number }
  | { readonly kind: 'scan'; readonly code: string }
  | { readonly kind: 'other' };

/** Recognizes a USB scanner, which is a keyboard that types very quickly and ends with Enter. */
export class WedgeReader {
  private text = '';
  private lastMs = Number.NEGATIVE_INFINITY;

  press(key: string, atMs: number): Press {
    // The capital letters of a code come with a Shift of their own.
    if (key === 'Shift') return { kind: 'other' };
    const isQuick = atMs - this.lastMs <= GAP_MS_MAX;
    this.lastMs = atMs;
    if (key === 'Enter' || key === 'Tab') {
      const code = this.text;
      this.text = '';
      return isQuick && code.length >= SCAN_LENGTH_MIN ? { kind: 'scan', code } : { kind: 'other' };
    }
    if ([...key].length !== 1) {
      this.text = '';
      return { kind: 'other' };
    }
    this.text = isQuick ? (this.text + key).slice(-SCAN_LENGTH_MAX) : key;
    return { kind: 'letter', length: this.text.length };
  }
}
