import { BoundedMap } from './bounded-map';

/**
 * A cache bounded by total weight. Concurrent reads of one key share one load; a load that fails is not cached, so that
 * the next caller tries again.
 */
export class BoundedCache<Value> {
  private readonly values: BoundedMap<Value>;
  private readonly underWay = new Map<string, Promise<Value>>();

  constructor(
    weightMax: number,
    private readonly weigh: (value: Value) => number,
  ) {
    this.values = new BoundedMap(weightMax);
  }

  async get(key: string, read: () => Promise<Value>): Promise<Value> {
    if (this.values.has(key)) return this.values.get(key) as Value; // Which may be undefined.
    const waiting = this.underWay.get(key) ?? this.read(key, read);
    this.underWay.set(key, waiting);
    return waiting;
  }

  private async read(key: string, read: () => Promise<Value>): Promise<Value> {
    try {
      const value = await read();
      this.values.set(key, value, this.weigh(value));
      return value;
    } finally {
      this.underWay.delete(key);
    }
  }
}
