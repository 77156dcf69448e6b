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
  it('tells what was added, removed, moved, renamed, re-zoned and given other features', () => {
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

  it('knows a seat by its own id even where all else is other', () => {
    const old = open(studio());
    const next = changed((document) => {
      const seat = document.sections[0]?.rows?.[1]?.seats[2];
      Object.assign(seat ?? {}, { number: '99', label: 'Stalls F 99', x: 200, y: 320, zone: 'Tables' });
    });
    const diff = diffSeatMaps(old, next);
    expect([diff.added, diff.removed]).toEqual([[], []]);
    expect([diff.moved.length, diff.renamed.length, diff.rezoned.length]).toEqual([1, 1, 1]);
  });

  it('of a map with itself is empty', () => {
    const map = open(studio());
    const empty = { added: [], removed: [], moved: [], renamed: [], rezoned: [], refeatured: [] };
    expect(diffSeatMaps(map, open(studio()))).toEqual(empty);
    expect(diffReport(map, map, diffSeatMaps(map, map))).toBe(`Both are ${map.version}: no difference.`);
  });
});

describe('another version for a show', () => {
  const old = open(studio());
  const indexOf = (label: string) =>
    Array.from({ length: old.seatCount }, (_, index) => index).find((index) => old.labelOf(index) === label) ?? -1;
  const without4 = changed((document) => void rowE(document).splice(3, 1));

  it('tells where each seat is now, and which are lost and added', () => {
    const { newIndexOf, lost, added } = replaceSeatMap(old, without4);
    expect(lost).toEqual([{ index: indexOf('Stalls E 4'), label: 'Stalls E 4', newLabel: null }]);
    expect(added).toEqual([]);
    for (const [index, newIndex] of newIndexOf.entries()) {
      if (index === indexOf('Stalls E 4')) expect(newIndex).toBe(-1);
      else expect(without4.labelOf(newIndex)).toBe(old.labelOf(index));
    }
  });

  it('loses a seat that is called otherwise, since its ticket is printed, and adds one of the new name', () => {
    const renamed = changed((document) => Object.assign(rowE(document)[1] ?? {}, { number: '2A' }));
    const { newIndexOf, lost, added } = replaceSeatMap(old, renamed);
    expect(lost).toMatchObject([{ label: 'Stalls E 2', newLabel: 'Stalls E 2A' }]);
    expect(newIndexOf[indexOf('Stalls E 2')]).toBe(-1);
    expect(added.map((index) => renamed.labelOf(index))).toEqual(['Stalls E 2A']);
  });

  it('loses the last places of a standing area that became smaller', () => {
    const smaller = changed((document) => {
      Object.assign(document.sections[1]?.standing?.[0] ?? {}, { capacity: 10 });
    });
    const first = indexOf('Gallery Rail');
    expect(replaceSeatMap(old, smaller).lost.map(({ index }) => index)).toEqual([first + 10, first + 11]);
  });
});
