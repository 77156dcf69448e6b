import type { SeatStatuses } from '../../inventory';
import type { SeatSales } from './seat-sales';

export interface MoneySums {
  readonly grossMinor: number;
  readonly refundedMinor: number;
}

/** Where a seat was that the map of its show has no more. */
export interface FormerPlace {
  readonly section: string;
  readonly zone: string;
}

/** The sums by the place of a part in the map, and of parts that the map has no more by their names. */
export interface MoneyByPart {
  readonly inMap: readonly MoneySums[];
  readonly former: ReadonlyMap<string, MoneySums>;
}

type Layout = Pick<SeatStatuses, 'seatMap' | 'seatNos'>;

/** The numbers of seats for which something was paid or returned, and which the map of the show has no more. */
export function seatNosOutsideOfMap({ grossMinor, refundedMinor }: SeatSales, { seatMap, seatNos }: Layout): number[] {
  const isInMap = new Uint8Array(grossMinor.length);
  if (seatNos === null) isInMap.fill(1, 0, seatMap.seatCount);
  else for (const seatNo of seatNos) if (seatNo < isInMap.length) isInMap[seatNo] = 1;
  const outside: number[] = [];
  for (let seatNo = 0; seatNo < isInMap.length; seatNo += 1) {
    if (isInMap[seatNo] === 0 && (grossMinor[seatNo] !== 0 || refundedMinor[seatNo] !== 0)) outside.push(seatNo);
  }
  return outside;
}

/** What the parts of a map have, in its order. `former` are the places of the seats outside of it. */
export interface MoneyByParts {
  readonly sections: MoneyByPart;
  readonly zones: MoneyByPart;
}

/** Of sales that have not changed, and so of each read between two purchases. */
const known = new WeakMap<SeatSales, { readonly layout: Layout; readonly parts: MoneyByParts }>();

export function moneyByParts(sales: SeatSales, layout: Layout, former: ReadonlyMap<number, FormerPlace>): MoneyByParts {
  const before = known.get(sales);
  if (before !== undefined && before.layout.seatMap === layout.seatMap && before.layout.seatNos === layout.seatNos)
    return before.parts;
  const parts = { sections: moneyBySection(sales, layout, former), zones: moneyByZone(sales, layout, former) };
  known.set(sales, { layout, parts });
  return parts;
}

function moneyBySection(
  sales: SeatSales,
  { seatMap, seatNos }: Layout,
  former: ReadonlyMap<number, FormerPlace>,
): MoneyByPart {
  const sums = seatMap.sections.map(newSums);
  for (const [section, { from, to }] of seatMap.sections.entries()) {
    for (let index = from; index < to; index += 1) add(sums[section], sales, seatNos?.[index] ?? index);
  }
  const names = seatMap.sections.map(({ name }) => name);
  return withFormer(sums, names, sales, former, 'section');
}

function moneyByZone(
  sales: SeatSales,
  { seatMap, seatNos }: Layout,
  former: ReadonlyMap<number, FormerPlace>,
): MoneyByPart {
  const sums = seatMap.zones.map(newSums);
  for (let index = 0; index < seatMap.seatCount; index += 1)
    add(sums[seatMap.zoneOf(index)], sales, seatNos?.[index] ?? index);
  return withFormer(sums, seatMap.zones, sales, former, 'zone');
}

interface Sums {
  grossMinor: number;
  refundedMinor: number;
}

const newSums = (): Sums => ({ grossMinor: 0, refundedMinor: 0 });

function add(sums: Sums | undefined, { grossMinor, refundedMinor }: SeatSales, seatNo: number): void {
  if (sums === undefined) return;
  sums.grossMinor += grossMinor[seatNo] ?? 0;
  sums.refundedMinor += refundedMinor[seatNo] ?? 0;
}

/** A part that the map still has under the same name has the money of its former seats too. */
function withFormer(
  inMap: readonly Sums[],
  names: readonly string[],
  sales: SeatSales,
  places: ReadonlyMap<number, FormerPlace>,
  part: keyof FormerPlace,
): MoneyByPart {
  const former = new Map<string, Sums>();
  for (const [seatNo, { [part]: name }] of places) {
    const sums = inMap[names.indexOf(name)] ?? former.get(name) ?? newSums();
    add(sums, sales, seatNo);
    if (!names.includes(name)) former.set(name, sums);
  }
  return { inMap, former };
}
