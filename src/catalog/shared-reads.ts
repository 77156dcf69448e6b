const IDS_PER_READ_MAX = 1000;

interface Batch<Row> {
  readonly ids: Set<string>;
  readonly rows: Promise<ReadonlyMap<string, Row>>;
}

/**
 * Reads rows by id for all operations of this process: while one statement runs, the ids that are asked for go together
 * into the next one. So a crowd that opens one page costs a few statements, and a read never begins before it was asked
 * for.
 */
export class SharedReads<Row> {
  private next: Batch<Row> | null = null;
  private last: Promise<unknown> | null = null;

  constructor(private readonly read: (ids: readonly string[]) => Promise<ReadonlyMap<string, Row>>) {}

  /** In the order of the ids; null where there is no such row. */
  async load(ids: readonly string[]): Promise<(Row | null)[]> {
    const batch = this.next !== null && this.next.ids.size < IDS_PER_READ_MAX ? this.next : this.begin();
    for (const id of ids) batch.ids.add(id);
    const rows = await batch.rows;
    return ids.map((id) => rows.get(id) ?? null);
  }

  private begin(): Batch<Row> {
    const ids = new Set<string>();
    const before = this.last;
    const rows = (async () => {
      await before;
      if (this.next?.ids === ids) this.next = null;
      return this.read([...ids]);
    })();
    const batch = { ids, rows };
    this.next = batch;
    // Whoever waits for a read only waits: its error belongs to those who asked for it.
    const settled = rows.then(
      () => undefined,
      () => undefined,
    );
    this.last = settled;
    void settled.then(() => {
      if (this.last === settled) this.last = null;
    });
    return batch;
  }
}
