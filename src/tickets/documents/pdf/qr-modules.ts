import { encode } from 'uqr';

/** A QR code as horizontal runs of dark modules, for any means that draws rectangles. */
export interface QrModules {
  /** Modules of one side, without the quiet zone. */
  readonly size: number;
  readonly version: number;
  readonly darkRuns: readonly { readonly x: number; readonly y: number; readonly length: number }[];
}

/** Modules that must stay blank on each side (ISO/IEC 18004). */
export const QUIET_MODULES = 4;

/** Error correction M: 15 % of the code may be covered by a fold or a thumb. */
export function qrModules(text: string): QrModules {
  const { size, version, data } = encode(text, { ecc: 'M', border: 0 });
  const darkRuns: { x: number; y: number; length: number }[] = [];
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (!data[y]?.[x]) continue;
      const last = darkRuns.at(-1);
      if (x > 0 && last?.y === y && last.x + last.length === x) last.length += 1;
      else darkRuns.push({ x, y, length: 1 });
    }
  }
  return { size, version, darkRuns };
}
