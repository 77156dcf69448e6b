/**
 * Which seat of the ledger each seat of a map is. A seat keeps its number, and so its public id, for as long as its show
 * lives; its index is its place in the map, and differs where the map was replaced.
 */
export class SeatNumbering {
  private readonly indexes: Int32Array | null;

  private constructor(
    readonly id: string | null,
    readonly seatCount: number,
    private readonly seatNos: readonly number[] | null,
  ) {
    this.indexes = seatNos === null ? null : invert(seatNos);
  }

  /** As every show begins: seats are numbered in map order. */
  static inMapOrder = (seatCount: number): SeatNumbering => new SeatNumbering(null, seatCount, null);

  static of = (id: string, seatNos: readonly number[]): SeatNumbering => new SeatNumbering(id, seatNos.length, seatNos);

  /** The number of the seat at this index of the map, or -1. */
  seatNoAt(index: number): number {
    if (!Number.isInteger(index) || index < 0 || index >= this.seatCount) return -1;
    return this.seatNos === null ? index : (this.seatNos[index] ?? -1);
  }

  /** The number of the seat at each index; null where they are equal. */
  get all(): readonly number[] | null {
    return this.seatNos;
  }

  /** Where the map has the seat of this number, or -1. */
  indexOf(seatNo: number): number {
    if (this.indexes === null) return seatNo < this.seatCount ? seatNo : -1;
    return this.indexes[seatNo] ?? -1;
  }

  /** What is given in the order of numbers, in the order of the map. */
  inOrderOfMap<T>(byNumber: ArrayLike<T>, orElse: T): T[] {
    return Array.from({ length: this.seatCount }, (_, index) => byNumber[this.seatNoAt(index)] ?? orElse);
  }
}

function invert(seatNos: readonly number[]): Int32Array {
  let last = -1;
  for (const seatNo of seatNos) if (seatNo > last) last = seatNo;
  const indexes = new Int32Array(last + 1).fill(-1);
  for (const [index, seatNo] of seatNos.entries()) indexes[seatNo] = index;
  return indexes;
}
