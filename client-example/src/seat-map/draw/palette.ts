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

/** Reads the colours of the style sheet. With forced colours they are those of the system, and shapes tell the rest. */
export function readPalette(canvas: HTMLCanvasElement, zoneCount: number): Palette {
  const style = getComputedStyle(canvas);
  const probe = makeProbe();
  const forced = matchMedia('(forced-colors: active)').matches;
  const ink = (property: string, system: string): Ink =>
    inkOf(probe, forced ? system : style.getPropertyValue(property).trim() || system);
  return {
    free: Array.from({ length: zoneCount }, (_, place) => ink(zoneColorProperty(place), 'CanvasText')),
    dim: ink('--map-section-line', 'GrayText'),
    held: ink('--seat-held', 'GrayText'),
    taken: ink('--seat-taken', 'GrayText'),
    mine: ink('--seat-mine', 'Highlight'),
    mineText: ink('--seat-mine-text', 'HighlightText'),
    lost: ink('--seat-lost', 'CanvasText'),
    focus: ink('--seat-focus', 'Highlight'),
    page: ink('--map-page', 'Canvas'),
    section: ink('--map-section', 'Canvas'),
    sectionLine: ink('--map-section-line', 'CanvasText'),
    stage: ink('--map-stage', 'CanvasText'),
    stageText: ink('--map-stage-text', 'Canvas'),
    text: ink('--map-text', 'CanvasText'),
    muted: ink('--map-muted', 'CanvasText'),
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

/** Any colour that CSS knows, system colours too, as the canvas paints it. */
function inkOf(probe: CanvasRenderingContext2D, css: string): Ink {
  probe.fillStyle = '#000';
  probe.fillStyle = css;
  probe.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data;
  return inkOfRgb(red | (green << 8) | (blue << 16));
}

export function inkOfRgb(rgb: number): Ink {
  const text = contrast(rgb, WHITE) >= contrast(rgb, BLACK) ? WHITE : BLACK;
  return { rgb, css: cssOf(rgb), text };
}

export const cssOf = (rgb: number): string => `rgb(${rgb & 255} ${(rgb >> 8) & 255} ${(rgb >> 16) & 255})`;

/** As WCAG 2 defines it. */
export function contrast(a: number, b: number): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((left, right) => right - left) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb: number): number {
  const linear = (shift: number) => {
    const value = ((rgb >> shift) & 255) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(0) + 0.7152 * linear(8) + 0.0722 * linear(16);
}

function makeProbe(): CanvasRenderingContext2D {
  const probe = document.createElement('canvas');
  probe.width = 1;
  probe.height = 1;
  return contextOf(probe, true);
}

export function contextOf(canvas: HTMLCanvasElement, willReadFrequently = false): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently });
  if (context === null) throw new Error('This browser has no canvas');
  return context;
}
