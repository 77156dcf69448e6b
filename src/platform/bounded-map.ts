interface Entry<Value> {
  readonly value: Value;
  readonly weight: number;
  /** Since it was last considered to go. */
  isUsed: boolean;
}

/**
 * Values by key, bounded by their number and total weight. The oldest go first, but for those that were used meanwhile,
 * which get a second chance: to move an entry to the end on each use makes V8 build the table of a Map anew every few uses.
 * The entry that was added last stays, however heavy it is.
 */
export class BoundedMap<Value> {
  /** A Map keeps the order of insertion. */
  private readonly entries = new Map<string, Entry<Value>>();
  private totalWeight = 0;

  constructor(
    private readonly weightMax: number,
    private readonly sizeMax = Number.POSITIVE_INFINITY,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  get weight(): number {
    return this.totalWeight;
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  get(key: string): Value | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    entry.isUsed = true;
    return entry.value;
  }

  set(key: string, value: Value, weight: number): void {
    this.delete(key);
    const added = { value, weight, isUsed: false };
    this.entries.set(key, added);
    this.totalWeight += weight;
    for (const [oldest, entry] of this.entries) {
      const isWithin = this.totalWeight <= this.weightMax && this.entries.size <= this.sizeMax;
      if (isWithin || this.entries.size === 1) break;
      this.entries.delete(oldest);
      if (entry.isUsed || entry === added) this.entries.set(oldest, Object.assign(entry, { isUsed: false }));
      else this.totalWeight -= entry.weight;
    }
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    this.totalWeight -= entry.weight;
  }
}
