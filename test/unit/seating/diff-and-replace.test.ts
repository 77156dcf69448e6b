import { diffSeatMaps, replaceSeatMap, SeatMap, type SeatMapDocument } from '../../../src/seating';
import { diffReport } from '../../../src/seating/seat-map-reports';
import { readSound, studio } from './files';

const open = (document: SeatMapDocument) => new SeatMap(readSound(document));

function changed(edit: (document: SeatMapDocument) => void): SeatMap {
  const document = studio();
  edit(document);
  return open(document);
}

const rowE = (document: SeatMapDocument) => document.sections[0]?.rows?.[0]?.seats ?? [];

describe('a diff', () => {
  test('tells what was added, removed, moved, renamed, re-zoned and given other features', () => {
    const old = open(studio());
    const next = changed((document) => {
      const [one, two, three, , six] = rowE(document);
      Object.assign(one ?? {}, { y: 190 });
      Object.assign(two ?? {}, { number: '2A' });
      Object.assign(three ?? {}, { zone: 'Tables' });
      Object.assign(six ?? {}, { features: [] });
      rowE(document).splice(3, 1);
      rowE(document).push({ number: '8', x: 130, y: 200, zone: 'Seats' });
      const rail = document.sections[1]?.standing?.[0];
      Object.assign(rail ?? {}, { capacity: 13 });
    });
    const diff = diffSeatMaps(old, next);
    const told = (map: SeatMap, indexes: readonly number[]) => indexes.map((index) => map.idOf(index));
    expect(told(next, diff.added)).toEqual(['Stalls E 8', 'Gallery Rail #13']);
    expect(told(old, diff.removed)).toEqual(['Stalls E 4']);
    expect(diff.moved.map((pair) => old.labelOf(pair.old))).toEqual(['Stalls E 1']);
    expect(diff.renamed.map((pair) => [old.labelOf(pair.old), next.labelOf(pair.new)])).toEqual([
      ['Stalls E 2', 'Stalls E 2A'],
    ]);
    expect(diff.rezoned.map((pair) => old.labelOf(pair.old))).toEqual(['Stalls E 3']);
    expect(diff.refeatured.map((pair) => old.labelOf(pair.old))).toEqual(['Stalls E 6']);
    const report = diffReport(old, next, diff);
    expect(report).toContain('Moved: 1\n  Stalls E 1: -130, 200 → -130, 190');
    expect(report).toContain('Re-zoned: 1\n  Stalls E 3: Seats → Tables');
    expect(report).toContain('Other features: 1\n  Stalls E 6: OBSTRUCTED_VIEW → none');
  });

  test('knows a seat by its own id even where all else is other', () => {
    const old = open(studio());
    const next = changed((document) => {
      const seat = document.sections[0]?.rows?.[1]?.seats[2];
      Object.assign(seat ?? {}, { number: '99', label: 'Stalls F 99', x: 200, y: 320, zone: 'Tables' });
    });
    const diff = diffSeatMaps(old, next);
    expect([diff.added, diff.removed]).toEqual([[], []]);
    expect([diff.moved.length, diff.renamed.length, diff.rezoned.length]).toEqual([1, 1, 1]);
  });

  test('of a map with itself is empty', () => {
    const map = open(studio());
    const empty = { added: [], removed: [], moved: [], renamed: [], rezoned: [], refeatured: [] };
    expect(diffSeatMaps(map, open(studio()))).toEqual(empty);
    expect(diffReport(map, map, diffSeatMaps(map, map))).toBe(`Both are ${map.version}: no difference.`);
  });
});

describe('another version for a show whose sales are open', () => {
  const old = open(studio());
  const indexOf = (label: string) =>
    Array.from({ length: old.seatCount }, (_, index) => index).find((index) => old.labelOf(index) === label) ?? -1;
  const without4 = changed((document) => void rowE(document).splice(3, 1));

  test('may take away seats that nobody has, and tells where the others are now', () => {
    const taken = new Set([indexOf('Stalls E 6'), indexOf('Stalls F 12')]);
    const result = replaceSeatMap(old, without4, (index) => taken.has(index));
    if (result.kind !== 'SeatMapReplaceable') throw new Error(result.message);
    expect(result.newIndexOf[indexOf('Stalls E 4')]).toBe(-1);
    for (const index of taken) {
      expect(without4.labelOf(result.newIndexOf[index] ?? -1)).toBe(old.labelOf(index));
    }
  });

  test('may not take away a seat that somebody has', () => {
    const result = replaceSeatMap(old, without4, (index) => index === indexOf('Stalls E 4'));
    expect(result).toEqual({
      kind: 'SeatMapConflict',
      message: '1 held or sold seat would be lost.',
      lost: [{ index: indexOf('Stalls E 4'), label: 'Stalls E 4', newLabel: null }],
    });
  });

  test('may not call a seat otherwise whose ticket is printed', () => {
    const renamed = changed((document) => Object.assign(rowE(document)[1] ?? {}, { number: '2A' }));
    const result = replaceSeatMap(old, renamed, () => true);
    expect(result).toMatchObject({
      kind: 'SeatMapConflict',
      lost: [{ label: 'Stalls E 2', newLabel: 'Stalls E 2A' }],
    });
    expect(replaceSeatMap(old, renamed, (index) => index !== indexOf('Stalls E 2')).kind).toBe('SeatMapReplaceable');
  });

  test('may not make a standing area smaller than the places that are taken', () => {
    const smaller = changed((document) => {
      Object.assign(document.sections[1]?.standing?.[0] ?? {}, { capacity: 10 });
    });
    const first = indexOf('Gallery Rail');
    expect(replaceSeatMap(old, smaller, (index) => index === first + 9).kind).toBe('SeatMapReplaceable');
    expect(replaceSeatMap(old, smaller, (index) => index === first + 10).kind).toBe('SeatMapConflict');
  });
});
