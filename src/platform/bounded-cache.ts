/**
 * Keeps what was read last, up to a total weight. Callers who ask for the same thing at once wait for one reading; a
 * reading that fails is forgotten, so that the next caller tries again.
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
      // A Map keeps the order of insertion: the one used last goes to the end.
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
      // What is too heavy by itself is still worth keeping until the next one comes.
      if (this.weight <= this.weightMax || oldest === key) break;
      this.values.delete(oldest);
      this.weight -= kept.weight;
    }
  }
}
