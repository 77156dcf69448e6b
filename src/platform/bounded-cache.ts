/**
 * A least-recently-used cache bounded by total weight. Concurrent reads of one key share one load; a load that fails
 * is not cached, so that the next caller tries again.
 */
export class BoundedCache<Value> {
  private readonly values = new Map<string, { readonly value: Value; readonly weight: number }>();
  private readonly underWay = new Map<string, Promise<Value>>();
  private weight = 0;

  constructor(
    private readonly weightMax: number,
    private readonly weigh: (value: Value) => number,
  ) {}

  async get(key: string, read: () => Promise<Value>): Promise<Value> {
    const known = this.values.get(key);
    if (known !== undefined) {
      // A Map keeps the order of insertion: the entry used last moves to the end.
      this.values.delete(key);
      this.values.set(key, known);
      return known.value;
    }
    const waiting = this.underWay.get(key) ?? this.read(key, read);
    this.underWay.set(key, waiting);
    return waiting;
  }

  private async read(key: string, read: () => Promise<Value>): Promise<Value> {
    try {
      const value = await read();
      this.keep(key, value);
      return value;
    } finally {
      this.underWay.delete(key);
    }
  }

  private keep(key: string, value: Value): void {
    const weight = this.weigh(value);
    this.values.set(key, { value, weight });
    this.weight += weight;
    for (const [oldest, kept] of this.values) {
      // An entry heavier than the whole cache is kept until the next one is added.
      if (this.weight <= this.weightMax || oldest === key) break;
      this.values.delete(oldest);
      this.weight -= kept.weight;
    }
  }
}
