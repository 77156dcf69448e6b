import { drawLines, type LinePlot } from '../../load/support/plot';

const plotOf = (more: Partial<LinePlot>): LinePlot => ({
  ...{ title: 'Holds', x: { label: 'seconds' }, y: { label: 'a second' }, series: [] },
  ...more,
});
const textsOf = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);
const linesOf = (svg: string): string[] => [...svg.matchAll(/<polyline points="([^"]*)"/g)].map(([, at = '']) => at);

it('names round values, begins at zero and draws every line up to its end', () => {
  const svg = drawLines(
    plotOf({
      series: [
        { name: 'made', points: Array.from({ length: 100 }, (_, second) => [second, second * 17] as const) },
        { name: 'refused', points: [[0, 3]] },
      ],
    }),
  );
  expect(textsOf(svg)).toEqual([
    ...['Holds', 'made', 'refused', '0', '500', '1,000', '1,500', '2,000'],
    ...['0', '20', '40', '60', '80', '↑ a second', 'seconds →'],
  ]);
  const [made = '', refused = ''] = linesOf(svg);
  expect([made.split(' ').length, refused.split(' ').length]).toEqual([100, 1]);
  expect(made.split(' ')[0]).toBe('64,240');
});

it('logarithmic axes name powers of ten, or the sizes that were measured where they are few', () => {
  const sizes = [1_000, 10_000, 99_000, 100_000] as const;
  const [x, y] = [{ label: 'seats', scale: 'log' } as const, { label: 'ms', scale: 'log' } as const];
  const svg = drawLines(plotOf({ x, y, series: [{ name: 'ours', points: sizes.map((size) => [size, size / 500]) }] }));
  expect(textsOf(svg).slice(2, -2)).toEqual(['10', '100', '1,000', '10,000', '100,000']);
});

it('texts are not markup, and nothing, one value, zero and equal values have a place', () => {
  const hostile = drawLines(
    plotOf({
      ...{ title: '<script>&"', series: [{ name: '</svg>', points: [[0, 1]] }] },
      moments: [{ x: 0, what: '<b>' }],
    }),
  );
  expect(hostile).not.toMatch(/<script|<b>|<\/svg>./);
  expect(textsOf(hostile)).toEqual(expect.arrayContaining(['&lt;script&gt;&amp;&quot;', '&lt;/svg&gt;', '&lt;b&gt;']));
  for (const scale of ['linear', 'log'] as const) {
    for (const points of [[], [[0, 0]], [[5, -3]], [[1, 2]].concat([[2, 2]])] as [number, number][][]) {
      const axis = { label: 'n', scale };
      expect(drawLines(plotOf({ x: axis, y: axis, series: [{ name: 'a', points }] }))).not.toMatch(
        /NaN|Infinity|undefined/,
      );
    }
  }
});
