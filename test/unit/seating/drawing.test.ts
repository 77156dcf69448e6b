import { generateVenueMap } from '../../../src/dev';
import { drawSeatMap, type SeatMapDocument } from '../../../src/seating';
import { fixture, readSound, studio } from './files';

const draw = (document: SeatMapDocument) => drawSeatMap(readSound(document).document);

/** A dot is a line of no length. */
const dotsOf = (svg: string, color: string): number =>
  [...svg.matchAll(new RegExp(`<path class="dots" stroke="${color}" d="([^"]*)"`, 'g'))].reduce(
    (sum, [, path = '']) => sum + path.split('h0').length - 1,
    0,
  );

it('a drawing has a dot for each seat, in the colour of its zone, and all names', () => {
  const svg = draw(studio());
  expect(dotsOf(svg, '#3a55c9')).toBe(8);
  expect(svg.match(/class="dots"/g)?.length).toBe(5);
  for (const words of ['Stage', 'Stalls', 'Gallery', 'Bar', 'Rail · 12 standing places', 'Seats · 8', '22 places']) {
    expect(svg).toContain(words);
  }
});

it('no zone borrows the colour that another zone has chosen', () => {
  const document = studio();
  document.zones = [{ name: 'Seats', color: '#b5179e' }, { name: 'Standing' }, { name: 'Tables' }];
  const legend = [...draw(document).matchAll(/<rect [^>]*fill="(#[0-9a-f]{6})"/g)].map(([, color]) => color);
  expect(new Set(legend).size).toBe(legend.length);
});

it('names are escaped', () => {
  const document = studio();
  document.name = '<b>"Rock" & Roll</b>';
  expect(draw(document)).toContain('&lt;b&gt;&quot;Rock&quot; &amp; Roll&lt;/b&gt;');
});

it('a stadium of 80,000 seats is a drawing of less than a megabyte', () => {
  const svg = drawSeatMap(generateVenueMap('stadium-80000', 1));
  expect(svg.length).toBeLessThan(1_000_000);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
}, 30_000);

it('a map without a stage shows where its seats look', () => {
  expect(drawSeatMap(readSound(fixture('club.csv')).document)).toContain('<title>Focal point</title>');
});
