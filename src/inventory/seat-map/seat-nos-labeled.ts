import type { SeatLayoutKey, SeatLayouts } from './seat-layouts';

/** No label has a letter or a digit less. */
const HAS_WORD = /[\p{L}\p{N}]/u;

/** The seats whose label is this text, but for case, spaces and punctuation: `stalls 1-5` is `Stalls 1 5`. */
export async function seatNosLabeled(layouts: SeatLayouts, show: SeatLayoutKey, text: string): Promise<number[]> {
  const layout = HAS_WORD.test(text) ? await layouts.of(show) : null;
  if (layout === null) return [];
  const wanted = plain(text);
  const { seatMap, numbering } = layout;
  const found: number[] = [];
  for (let index = 0; index < seatMap.seatCount; index += 1) {
    const label = seatMap.labelOf(index);
    // Most labels end with a number, and most with another one.
    if (/[0-9]$/.test(label) && !wanted.endsWith(label.slice(-1))) continue;
    if (plain(label) === wanted) found.push(numbering.seatNoAt(index));
  }
  return found;
}

const plain = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
