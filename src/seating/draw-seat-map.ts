import { sectionOutline } from './format/outlines';
import { bitOf, bitsOf, type SeatFeature } from './format/seat-features';
import type { SeatMapDocument, SectionOfMap, Shape } from './format/seat-map-format';
import { areaOf, type Bounds, boundsOf, centreOf, type Outline, outlineOf } from './format/shapes';
import { groupsOf, type PlaceGroup } from './format/walk-places';
import { zoneColors } from './format/zone-colors';

const WIDTH_PX = 1600;
const SEAT_CM = 42;
/** Names of rows are written where there are few of them; on a stadium they would be dust. */
const ROW_NAMES_MAX = 150;

/** A seat map as SVG, one unit a centimetre, coloured by zone. Seats of a kind share one path, a dot each. */
export function drawSeatMap(document: SeatMapDocument): string {
  const colors = zoneColors(document);
  const groups = [...groupsOf(document)];
  const outlines = document.sections.map(sectionOutline);
  const frame = frameOf(document, outlines);
  const unit = (frame.maxX - frame.minX) / 100;
  const legend = drawLegend(document, groups, colors, frame, unit);
  const width = frame.maxX - frame.minX;
  const height = legend.bottom - frame.minY;
  const scenery = (document.scenery ?? []).map(({ name, shape }) => drawNamedShape('scenery', name, shape, unit));
  const stage = document.stage.shape;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH_PX}" height="${Math.round((WIDTH_PX * height) / width)}"`,
    ` viewBox="${frame.minX} ${frame.minY} ${width} ${height}" font-family="sans-serif" text-anchor="middle">\n`,
    `<title>${escaped(document.name)}</title>\n`,
    STYLE,
    `<rect x="${frame.minX}" y="${frame.minY}" width="${width}" height="${height}" fill="#fff"/>\n`,
    stage === undefined ? drawFocalPoint(document, unit) : drawNamedShape('stage', document.stage.name, stage, unit),
    ...outlines.map((outline) => `<path class="section" d="${pathOf(outline)}"/>\n`),
    ...scenery,
    ...groups.map((group) => drawShapeOf(group, document, colors, unit)),
    ...drawSeats(document, groups, colors),
    ...(groups.filter(({ kind }) => kind === 'row').length <= ROW_NAMES_MAX ? groups.map(drawRowName) : []),
    ...document.sections.map((section, index) => drawName(section, outlines[index] ?? [], unit)),
    legend.svg,
    '</svg>\n',
  ].join('');
}

const STYLE = `<style>
.section{fill:#f4f5f7;stroke:#b6bcc6}
.scenery{fill:#e3e5e9;stroke:#9aa1ad}
.stage{fill:#2f3542;stroke:none}
.section,.scenery,.area{stroke-width:2px;vector-effect:non-scaling-stroke}
.area{fill-opacity:.25}
.dots{fill:none;stroke-linecap:round;stroke-width:${SEAT_CM}px}
.name{fill:#1d222b;stroke:#fff;stroke-opacity:.85;paint-order:stroke;font-weight:600;dominant-baseline:central}
.row{fill:#5b6472;font-size:30px;dominant-baseline:central}
</style>
`;

function frameOf({ stage, scenery = [] }: SeatMapDocument, outlines: readonly Outline[]): Bounds {
  const drawn: (readonly [number, number])[] = [...outlines.flat(), [stage.focalPoint.x, stage.focalPoint.y]];
  if (stage.shape !== undefined) drawn.push(...outlineOf(stage.shape));
  for (const { shape } of scenery) drawn.push(...outlineOf(shape));
  const { minX, minY, maxX, maxY } = boundsOf(drawn);
  const margin = Math.ceil(Math.max(maxX - minX, maxY - minY, 400) * 0.03);
  return { minX: minX - margin, minY: minY - margin, maxX: maxX + margin, maxY: maxY + margin };
}

function drawNamedShape(kind: 'stage' | 'scenery', name: string | undefined, shape: Shape, unit: number): string {
  const outline = outlineOf(shape);
  const path = `<path class="${kind}" d="${pathOf(outline)}"/>\n`;
  if (name === undefined) return path;
  return path + text(name, outline, { unit, share: 0.7, style: kind === 'stage' ? 'fill="#fff"' : 'fill="#454c58"' });
}

function drawFocalPoint({ stage }: SeatMapDocument, unit: number): string {
  const { x, y } = stage.focalPoint;
  return `<circle class="stage" cx="${x}" cy="${y}" r="${unit.toFixed(0)}"><title>Focal point</title></circle>\n`;
}

function drawShapeOf(group: PlaceGroup, document: SeatMapDocument, colors: readonly string[], unit: number): string {
  if (group.kind === 'row' || group.node.shape === undefined) return '';
  const outline = outlineOf(group.node.shape);
  if (group.kind === 'table') {
    return `<path class="scenery" d="${pathOf(outline)}"/>\n${text(group.name ?? '', outline, { unit, share: 0.4, style: 'fill="#454c58"' })}`;
  }
  const color = colors[document.zones.findIndex(({ name }) => name === group.node.zone)] ?? '#000';
  const caption = `${group.name} · ${group.node.capacity.toLocaleString('en')} standing places`;
  const path = `<path class="area" d="${pathOf(outline)}" fill="${color}" stroke="${color}"/>\n`;
  return path + text(caption, outline, { unit, share: 0.6, style: 'class="name"' });
}

/** A dot is a line of no length with a round end: a dozen letters for each seat. */
function drawSeats(document: SeatMapDocument, groups: readonly PlaceGroup[], colors: readonly string[]): string[] {
  const dots = new Map<string, Dots>();
  const dot = (layer: string, x: number, y: number): void => {
    const known = dots.get(layer) ?? new Dots();
    dots.set(layer, known);
    known.add(x, y);
  };
  const colorOf = new Map(document.zones.map(({ name }, index) => [name, colors[index] ?? '#000']));
  for (const { seats = [] } of groups) {
    for (const { x, y, zone, features } of seats) {
      const bits = bitsOf(features ?? []);
      const layers = LAYERS.filter(({ feature }) => feature === null || bits & bitOf(feature));
      for (const { attributes } of layers) dot(attributes.replace('ZONE', colorOf.get(zone) ?? '#000'), x, y);
    }
  }
  // Rings lie under the dots and marks over them, whichever seat came first.
  return LAYERS.flatMap(({ attributes }) =>
    [...dots]
      .filter(([layer]) => matches(layer, attributes))
      .map(([layer, { path }]) => `<path class="dots" ${layer} d="${path}"/>\n`),
  );
}

const LAYERS: readonly { readonly feature: SeatFeature | null; readonly attributes: string }[] = [
  {
    feature: 'ACCESSIBLE',
    attributes: `stroke="#11151c" style="stroke-linecap:square;stroke-width:${SEAT_CM + 6}px"`,
  },
  {
    feature: 'COMPANION',
    attributes: `stroke="#8a929f" style="stroke-linecap:square;stroke-width:${SEAT_CM + 6}px"`,
  },
  { feature: null, attributes: 'stroke="ZONE"' },
  { feature: 'OBSTRUCTED_VIEW', attributes: `stroke="#fff" style="stroke-width:${SEAT_CM / 2}px"` },
];

const matches = (layer: string, attributes: string): boolean =>
  attributes.includes('ZONE') ? /^stroke="#[0-9a-f]{6}"$/.test(layer) : layer === attributes;

class Dots {
  path = '';
  private x = 0;
  private y = 0;

  add(x: number, y: number): void {
    this.path += this.path === '' ? `M${x} ${y}h0` : `m${x - this.x} ${y - this.y}h0`;
    this.x = x;
    this.y = y;
  }
}

/** At both ends of the row, where the next seat would be. */
function drawRowName({ kind, name, seats = [] }: PlaceGroup): string {
  const [first, second] = seats;
  const [last, beforeLast] = [seats.at(-1), seats.at(-2)];
  if (kind !== 'row' || name === null || !first || !last || !second || !beforeLast) return '';
  const at = (end: typeof first, inner: typeof first): string => {
    const distance = Math.hypot(end.x - inner.x, end.y - inner.y);
    const x = end.x + (44 * (end.x - inner.x)) / distance;
    const y = end.y + (44 * (end.y - inner.y)) / distance;
    return `<text class="row" x="${x.toFixed(0)}" y="${y.toFixed(0)}">${escaped(name)}</text>\n`;
  };
  return at(first, second) + at(last, beforeLast);
}

/** The areas of a section that has nothing else bear its names already. */
function drawName({ name, rows = [], tables = [] }: SectionOfMap, outline: Outline, unit: number): string {
  return rows.length + tables.length === 0 ? '' : text(name, outline, { unit, share: 0.75, style: 'class="name"' });
}

/** Writes a name into an outline, so large that it takes this share of its width, and not larger than others. */
function text(
  name: string,
  outline: Outline,
  { unit, share, style }: { unit: number; share: number; style: string },
): string {
  const { minX, minY, maxX, maxY } = boundsOf(outline);
  const { x, y } = centreOf(outline);
  const area = areaOf(outline);
  // A block in a corner leans: its bounds are wider than it is.
  const leans = area < 0.8 * (maxX - minX) * (maxY - minY);
  const width = leans ? Math.min(maxX - minX, 1.1 * Math.sqrt(area)) : maxX - minX;
  const fitting = Math.min((width * share) / (name.length * 0.6), (maxY - minY) * 0.5);
  const size = Math.min(Math.max(fitting, unit * 0.6), unit * 2);
  const halo = style.startsWith('class="name"') ? ` stroke-width="${(size / 4).toFixed(0)}"` : '';
  return `<text ${style}${halo} x="${x}" y="${y}" font-size="${size.toFixed(0)}" dominant-baseline="central">${escaped(name)}</text>\n`;
}

function drawLegend(
  document: SeatMapDocument,
  groups: readonly PlaceGroup[],
  colors: readonly string[],
  frame: Bounds,
  unit: number,
): { svg: string; bottom: number } {
  const counts = new Map<string, number>();
  const count = (zone: string, places: number) => counts.set(zone, (counts.get(zone) ?? 0) + places);
  for (const group of groups) {
    if (group.kind === 'standing') count(group.node.zone, group.node.capacity);
    else for (const { zone } of group.seats) count(zone, 1);
  }
  const total = [...counts.values()].reduce((sum, places) => sum + places, 0);
  const line = unit * 2.6;
  const left = frame.minX + unit * 3;
  const at = (index: number): number => frame.maxY + line * (index + 2.2);
  const entries = document.zones.map(({ name }, index) => {
    const entry = `${escaped(name)} · ${(counts.get(name) ?? 0).toLocaleString('en')}`;
    const box = `<rect x="${left}" y="${at(index) - unit * 0.8}" width="${unit * 1.6}" height="${unit * 1.6}" fill="${colors[index]}"/>`;
    return `${box}<text x="${left + unit * 2.6}" y="${at(index)}" dominant-baseline="central">${entry}</text>\n`;
  });
  const title = `${escaped(document.name)} · ${total.toLocaleString('en')} places`;
  const marks = 'black square: accessible · grey square: companion · white dot: restricted view';
  const words = (index: number, attributes: string, sentence: string): string =>
    `<text x="${left}" y="${at(index)}" dominant-baseline="central" ${attributes}>${sentence}</text>\n`;
  return {
    svg: [
      `<g text-anchor="start" font-size="${(unit * 1.6).toFixed(0)}" fill="#1d222b">\n`,
      words(-1, 'font-weight="600"', title),
      ...entries,
      words(document.zones.length, 'fill="#5b6472"', marks),
      '</g>\n',
    ].join(''),
    bottom: Math.ceil(at(document.zones.length + 1)),
  };
}

const pathOf = (outline: Outline): string => `M${outline.map(([x, y]) => `${x} ${y}`).join('L')}Z`;

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
