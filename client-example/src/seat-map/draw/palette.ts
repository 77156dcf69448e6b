import { zoneColorProperty } from '../store/zones';

/** A colour as the canvas takes it, as pixels have it (0x00bbggrr), and the colour of text on it. */
export interface Ink {
  readonly css: string;
  readonly rgb: number;
  readonly text: number;
}

export interface Palette {
  readonly free: readonly Ink[];
  /** Free, and not of a price that the legend shows. */
  readonly dim: Ink;
  readonly held: Ink;
  readonly taken: Ink;
  readonly mine: Ink;
  readonly mineText: Ink;
  readonly lost: Ink;
  readonly focus: Ink;
  readonly page: Ink;
  readonly section: Ink;
  readonly sectionLine: Ink;
  readonly stage: Ink;
  readonly stageText: Ink;
  readonly text: Ink;
  readonly muted: Ink;
  readonly font: string;
}

const BLACK = 0x141212;
const WHITE = 0xffffff;

/** Where each colour comes from: the style sheet, or the system with forced colours. */
const SOURCES = {
  dim: ['--map-section-line', 'GrayText'],
  held: ['--seat-held', 'GrayText'],
  taken: ['--seat-taken', 'GrayText'],
  mine: ['--seat-mine', 'Highlight'],
  mineText: ['--seat-mine-text', 'HighlightText'],
  lost: ['--seat-lost', 'CanvasText'],
  focus: ['--seat-focus', 'Highlight'],
  page: ['--map-page', 'Canvas'],
  section: ['--map-section', 'Canvas'],
  sectionLine: ['--map-section-line', 'CanvasText'],
  stage: ['--map-stage', 'CanvasText'],
  stageText: ['--map-stage-text', 'Canvas'],
  text: ['--map-text', 'CanvasText'],
  muted: ['--map-muted', 'CanvasText'],
} as const;

/** Reads the colours of the style sheet. With forced colours they are those of the system, and shapes tell the rest. */
export function readPalette(canvas: HTMLCanvasElement, zoneCount: number): Palette {
  const style = getComputedStyle(canvas);
  const forced = matchMedia('(forced-colors: active)').matches;
  const zones = Array.from({ length: zoneCount }, (_, place) => [zoneColorProperty(place), 'CanvasText'] as const);
  const inks = inksOf(
    [...zones, ...Object.values(SOURCES)].map(([property, system]) =>
      forced ? system : style.getPropertyValue(property).trim() || system,
    ),
  );
  const named = Object.keys(SOURCES).map((name, k) => [name, inks[zoneCount + k]]);
  return {
    // Its keys are those of SOURCES, in their order.
    ...(Object.fromEntries(named) as Record<keyof typeof SOURCES, Ink>),
    free: inks.slice(0, zoneCount),
    font: style.getPropertyValue('--font-sans').trim() || 'sans-serif',
  };
}

/** Between two colours, by this share of the second one. */
export function mix(from: Ink, to: Ink, share: number): Ink {
  const channel = (shift: number) => {
    const [a, b] = [(from.rgb >> shift) & 255, (to.rgb >> shift) & 255];
    return Math.round(a + (b - a) * share) << shift;
  };
  return inkOfRgb(channel(0) | channel(8) | channel(16));
}

/** Any colours that CSS knows, system colours too, as the canvas paints them: a pixel each, read back together. */
function inksOf(colors: readonly string[]): Ink[] {
  const canvas = document.createElement('canvas');
  canvas.width = colors.length;
  canvas.height = 1;
  const probe = contextOf(canvas, true);
  colors.forEach((css, x) => {
    probe.fillStyle = '#000';
    probe.fillStyle = css;
    probe.fillRect(x, 0, 1, 1);
  });
  const { data } = probe.getImageData(0, 0, colors.length, 1);
  return colors.map((_, x) =>
    inkOfRgb((data[4 * x] ?? 0) | ((data[4 * x + 1] ?? 0) << 8) | ((data[4 * x + 2] ?? 0) << 16)),
  );
}

export const inkOfRgb = (rgb: number): Ink => ({
  rgb,
  css: cssOf(rgb),
  text: luminance(rgb) < DARK_BELOW ? WHITE : BLACK,
});

export const cssOf = (rgb: number): string => `rgb(${rgb & 255} ${(rgb >> 8) & 255} ${(rgb >> 16) & 255})`;

/** As WCAG 2 defines it. */
const luminance = (rgb: number): number =>
  0.2126 * (LINEAR[rgb & 255] ?? 0) +
  0.7152 * (LINEAR[(rgb >> 8) & 255] ?? 0) +
  0.0722 * (LINEAR[(rgb >> 16) & 255] ?? 0);

/** By channel: each of a hundred sections asks for the color of its text. */
const LINEAR = Float64Array.from({ length: 256 }, (_, channel) =>
  channel <= 10 ? channel / 3294.6 : ((channel / 255 + 0.055) / 1.055) ** 2.4,
);

/** Here white and black text have the same contrast. */
const DARK_BELOW = Math.sqrt(1.05 * (luminance(BLACK) + 0.05)) - 0.05;

export function contextOf(canvas: HTMLCanvasElement, willReadFrequently = false): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently });
  if (context === null) throw new Error('This browser has no canvas');
  return context;
}
