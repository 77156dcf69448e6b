/** Where a text goes, and how large it is printed. Lengths are points. */
export interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  /** What does not fit is printed smaller, down to this size; then it is cut, with an ellipsis. */
  readonly sizeMin?: number;
  readonly linesMax?: number;
  readonly isBold?: boolean;
  readonly color?: string;
}

export const fonts = { regular: 'DejaVuSansCondensed', bold: 'DejaVuSansCondensed-Bold' } as const;

const SHRINK = 0.92;
const BLACK = '#000000';

/** One line each: a text from outside must neither add lines nor reorder what surrounds it. */
export const oneLine = (text: string): string =>
  text
    // Control characters, and those that change the direction of the text.
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();

/** Prints a text and returns the y below it. Never starts another page. */
export function printText(pdf: PDFKit.PDFDocument, text: string, place: TextPlace): number {
  const { x, y, width, linesMax = 1, sizeMin = place.size, isBold = false, color = BLACK } = place;
  if (text === '') return y;
  pdf.font(isBold ? fonts.bold : fonts.regular).fillColor(color);
  let size = place.size;
  while (size > sizeMin && linesOf(pdf, text, width, size) > linesMax) size = Math.max(sizeMin, size * SHRINK);
  const lineHeight = pdf.fontSize(size).currentLineHeight(true);
  const lines = Math.min(linesMax, linesOf(pdf, text, width, size));
  pdf.text(text, x, y, { width, height: lines * lineHeight + 0.1, ellipsis: true });
  return y + lines * lineHeight;
}

function linesOf(pdf: PDFKit.PDFDocument, text: string, width: number, size: number): number {
  pdf.fontSize(size);
  return Math.round(pdf.heightOfString(text, { width }) / pdf.currentLineHeight(true));
}

/** A small label above a value, and returns the y below both. */
export function printLabeled(pdf: PDFKit.PDFDocument, label: string, value: string, place: TextPlace): number {
  const y = printText(pdf, label, { ...place, size: 7.5, sizeMin: 5, linesMax: 1, isBold: false, color: '#444444' });
  return printText(pdf, value, { ...place, y });
}
