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

/** Colours that people with any colour vision can distinguish (Okabe and Ito, 2008). */
const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000'];
const WIDTH = 760;
const HEIGHT = 280;
const LEGEND_LINE = 18;
const TITLE_LINE = 30;

/** A line plot as one SVG element with its title and legend inside; it needs neither a script nor the network. */
export async function drawLines({ title, x, y, series, moments = [] }: LinePlot): Promise<string> {
  // Both are ES modules, which a CommonJS file may import only so.
  const [Plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const rows = series.flatMap(({ name, points }) => points.map(([at, value]) => ({ name, at, value })));
  const hasFewPoints = series.every(({ points }) => points.length <= 12);
  const lines = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 64,
    marginBottom: 40,
    style: { fontFamily: 'system-ui, sans-serif', fontSize: '12px' },
    x: {
      label: x.label,
      type: x.scale ?? 'linear',
      ...(hasFewPoints ? { ticks: distinct(rows.map(({ at }) => at)) } : {}),
      tickFormat: short,
    },
    y: {
      label: y.label,
      type: y.scale ?? 'linear',
      grid: true,
      tickFormat: short,
      ...(y.scale === 'log' ? { ticks: 4 } : { zero: true, nice: true }),
    },
    color: { domain: series.map(({ name }) => name), range: COLOURS },
    marks: [
      ...(y.scale === 'log' ? [] : [Plot.ruleY([0])]),
      Plot.ruleX(moments, { x: 'x', stroke: '#999', strokeDasharray: '3,3' }),
      Plot.text(moments, {
        x: 'x',
        text: 'what',
        frameAnchor: 'top',
        rotate: -90,
        textAnchor: 'end',
        lineAnchor: 'bottom',
        dx: -4,
        fill: '#555',
      }),
      Plot.lineY(rows, { x: 'at', y: 'value', stroke: 'name', strokeWidth: 1.8, marker: hasFewPoints }),
    ],
  });
  lines.setAttribute('y', String(TITLE_LINE + series.length * LEGEND_LINE));
  // An SVG in a file of its own is XML, which wants the namespace said.
  lines.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const total = TITLE_LINE + series.length * LEGEND_LINE + HEIGHT;
  const legend = series.map(
    ({ name }, index) =>
      `<rect x="8" y="${TITLE_LINE + index * LEGEND_LINE - 5}" width="14" height="4" fill="${COLOURS[index % COLOURS.length]}"/>` +
      `<text x="30" y="${TITLE_LINE + index * LEGEND_LINE + 1}">${escapeXml(name)}</text>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${total}" width="${WIDTH}" height="${total}" role="img" font-family="system-ui, sans-serif" font-size="12">` +
    `<title>${escapeXml(title)}</title><rect width="${WIDTH}" height="${total}" fill="white"/>` +
    `<text x="8" y="16" font-size="14" font-weight="600">${escapeXml(title)}</text>${legend.join('')}${lines.outerHTML}</svg>`
  );
}

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const distinct = (values: readonly number[]): number[] => [...new Set(values)];

/** 1,350 and 50,000 as they are, smaller figures with three digits. */
const short = (value: number): string =>
  Math.abs(value) >= 1_000 ? value.toLocaleString('en-US') : Number(value.toPrecision(3)).toString();
