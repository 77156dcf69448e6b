import { linearScale, logScale, type Scale, scaleFromZero } from './scale';

/** What the axes show. A logarithmic one suits sizes that grow tenfold. */
export interface Axis {
  readonly label: string;
  readonly scale?: 'linear' | 'log' | undefined;
}

/** One line: its points in the order of x. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LinePlot {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** Vertical lines with a word, such as the moments of faults. */
  readonly moments?: readonly { readonly x: number; readonly what: string }[] | undefined;
}

/** Colours that people with any colour vision can distinguish (Okabe and Ito, 2008), and two more for the most lines of a plot. */
const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000', '#888888', '#882255'];
const WIDTH = 760;
const HEIGHT = 280;
const LEGEND_LINE = 18;
const TITLE_LINE = 30;
const MARGIN = { top: 24, right: 32, bottom: 40, left: 64 };
const MARKED_POINTS_MAX = 12;
/** Labels of the horizontal axis that are nearer to each other than this would run together. */
const LABEL_WIDTH = 44;

/** A line plot as one SVG element with its title and legend inside; it needs neither a script nor the network. */
export function drawLines(plot: LinePlot): string {
  const { title, series } = plot;
  const head = TITLE_LINE + series.length * LEGEND_LINE;
  const legend = series.map(
    ({ name }, index) =>
      `<rect x="8" y="${TITLE_LINE + index * LEGEND_LINE - 5}" width="14" height="4" fill="${colourOf(index)}"/>` +
      `<text x="30" y="${TITLE_LINE + index * LEGEND_LINE + 1}">${escapeXml(name)}</text>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${head + HEIGHT}" width="${WIDTH}" height="${head + HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="12">` +
    `<title>${escapeXml(title)}</title><rect width="${WIDTH}" height="${head + HEIGHT}" fill="white"/>` +
    `<text x="8" y="16" font-size="14" font-weight="600">${escapeXml(title)}</text>${legend.join('')}` +
    `<g transform="translate(0,${head})">${drawPlane(plot)}</g></svg>`
  );
}

function drawPlane({ x, y, series, moments = [] }: LinePlot): string {
  const xs = series.flatMap(({ points }) => points.map(([at]) => at));
  const ys = series.flatMap(({ points }) => points.map(([, value]) => value));
  const right = WIDTH - MARGIN.right;
  const bottom = HEIGHT - MARGIN.bottom;
  const across = (x.scale === 'log' ? logScale : linearScale)(xs, [MARGIN.left, right]);
  const up = (y.scale === 'log' ? logScale : scaleFromZero)(ys, [bottom, MARGIN.top]);
  const hasFewPoints = series.every(({ points }) => points.length <= MARKED_POINTS_MAX);
  const named = hasFewPoints ? [...new Set(xs)].sort((a, b) => a - b) : across.ticks;
  const parts = up.ticks.map((tick) => {
    const at = px(up.place(tick));
    return (
      `<line x1="${MARGIN.left}" x2="${right}" y1="${at}" y2="${at}" stroke="#ddd"/>` +
      `<text x="${MARGIN.left - 8}" y="${at}" dy="0.32em" text-anchor="end">${short(tick)}</text>`
    );
  });
  parts.push(`<line x1="${MARGIN.left}" x2="${right}" y1="${bottom}" y2="${bottom}" stroke="#000"/>`);
  for (const tick of apart(named, across)) {
    const at = px(across.place(tick));
    parts.push(
      `<line x1="${at}" x2="${at}" y1="${bottom}" y2="${bottom + 5}" stroke="#000"/>` +
        `<text x="${at}" y="${bottom + 17}" text-anchor="middle">${short(tick)}</text>`,
    );
  }
  parts.push(
    `<text x="8" y="12">↑ ${escapeXml(y.label)}</text>`,
    `<text x="${right}" y="${HEIGHT - 6}" text-anchor="end">${escapeXml(x.label)} →</text>`,
  );
  for (const { x: moment, what } of moments) {
    const at = px(across.place(moment));
    parts.push(
      `<line x1="${at}" x2="${at}" y1="${MARGIN.top}" y2="${bottom}" stroke="#999" stroke-dasharray="3,3"/>` +
        `<text transform="translate(${px(across.place(moment) - 4)},${MARGIN.top}) rotate(-90)" text-anchor="end" fill="#555">${escapeXml(what)}</text>`,
    );
  }
  for (const [index, { points }] of series.entries()) {
    const places = points.map(([at, value]) => [px(across.place(at)), px(up.place(value))] as const);
    parts.push(
      `<polyline points="${places.map((place) => place.join(',')).join(' ')}" fill="none" stroke="${colourOf(index)}" stroke-width="1.8" stroke-linejoin="round"/>`,
    );
    if (hasFewPoints)
      parts.push(...places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colourOf(index)}"/>`));
  }
  return parts.join('');
}

/** Those that have room beside the one before, and the last. */
function apart(ticks: readonly number[], { place }: Scale): number[] {
  const kept: number[] = [];
  for (const tick of [...ticks].reverse()) {
    const before = kept.at(-1);
    if (before === undefined || place(before) - place(tick) >= LABEL_WIDTH) kept.push(tick);
  }
  return kept.reverse();
}

const px = (place: number): number => Math.round(place * 10) / 10;
const colourOf = (index: number): string => COLOURS[index % COLOURS.length] ?? '#000000';

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** 1,350 and 50,000 as they are, smaller figures with three digits. */
const short = (value: number): string =>
  Math.abs(value) >= 1_000 ? value.toLocaleString('en-US') : Number(value.toPrecision(3)).toString();
