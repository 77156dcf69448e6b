import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Scan, ScanRecord } from './answer';
import type { Bundle, DoorChange, OwnScan } from './bundle';
import type { GateStore, SavedGate } from './gate-store';

interface Schema extends DBSchema {
  bundles: { key: string; value: { bundle: Bundle; clockOffsetMs: number } };
  revisions: { key: string; value: string };
  changes: { key: [showId: string, seatNo: number]; value: DoorChange };
  own: { key: [showId: string, seatNo: number]; value: OwnScan };
  /** In the order in which they were queued. */
  queue: { key: number; value: Scan; indexes: { show: string; nonce: [showId: string, nonce: string] } };
  records: { key: string; value: readonly ScanRecord[] };
  seatMaps: { key: string; value: unknown };
}

const NAME = 'frontrow.door';
const VERSION = 1;

/** The memory of the gates of this browser. What was learned of other shows goes, but never their queues. */
export class IndexedDbStore implements GateStore {
  private readonly database: Promise<IDBPDatabase<Schema>>;

  constructor() {
    this.database = openDoorDatabase();
    // Each use of it fails then, and each is reported.
    this.database.catch(() => undefined);
  }

  async load(showId: string): Promise<SavedGate> {
    const database = await this.database;
    const transaction = database.transaction(['bundles', 'revisions', 'changes', 'own', 'queue', 'records']);
    const read = <Name extends 'bundles' | 'revisions' | 'records'>(name: Name) =>
      transaction.objectStore(name).get(showId);
    const [saved, revision, changes, own, queue, records] = await Promise.all([
      read('bundles'),
      read('revisions'),
      transaction.objectStore('changes').getAll(rangeOf(showId)),
      transaction.objectStore('own').getAll(rangeOf(showId)),
      transaction.objectStore('queue').index('show').getAll(showId),
      read('records'),
    ]);
    return {
      bundle: saved?.bundle ?? null,
      clockOffsetMs: saved?.clockOffsetMs ?? 0,
      revision: revision ?? saved?.bundle.revision ?? '',
      ...{ changes, own, queue, records: records ?? [] },
    };
  }

  async saveBundle(bundle: Bundle, own: readonly OwnScan[], clockOffsetMs: number): Promise<void> {
    const showId = bundle.show.id;
    const transaction = (await this.database).transaction(['bundles', 'revisions', 'changes', 'own'], 'readwrite');
    const ownStore = transaction.objectStore('own');
    await Promise.all([
      transaction.objectStore('bundles').clear(),
      transaction.objectStore('bundles').put({ bundle, clockOffsetMs }, showId),
      transaction.objectStore('revisions').clear(),
      transaction.objectStore('changes').clear(),
      ownStore.delete(rangeOf(showId)),
      ...own.map((scan) => ownStore.put(scan, [showId, scan.seatNo])),
      transaction.done,
    ]);
  }

  async saveChanges(
    showId: string,
    revision: string,
    changes: readonly DoorChange[],
    forgotten: readonly number[],
  ): Promise<void> {
    const transaction = (await this.database).transaction(['revisions', 'changes', 'own'], 'readwrite');
    await Promise.all([
      transaction.objectStore('revisions').put(revision, showId),
      ...changes.map((change) => transaction.objectStore('changes').put(change, [showId, change.seatNo])),
      ...forgotten.map((seatNo) => transaction.objectStore('own').delete([showId, seatNo])),
      transaction.done,
    ]);
  }

  async saveOwn(showId: string, own: OwnScan, queued: Scan | null): Promise<void> {
    // On the disk before the light turns green, and not merely on its way there.
    const transaction = (await this.database).transaction(['own', 'queue'], 'readwrite', { durability: 'strict' });
    await Promise.all([
      transaction.objectStore('own').put(own, [showId, own.seatNo]),
      queued && transaction.objectStore('queue').add(queued),
      transaction.done,
    ]);
  }

  async removeQueued(showId: string, nonces: readonly string[], own: readonly OwnScan[]): Promise<void> {
    const transaction = (await this.database).transaction(['own', 'queue'], 'readwrite');
    const queue = transaction.objectStore('queue');
    for (const nonce of nonces) {
      const key = await queue.index('nonce').getKey([showId, nonce]);
      if (key !== undefined) await queue.delete(key);
    }
    for (const scan of own) await transaction.objectStore('own').put(scan, [showId, scan.seatNo]);
    await transaction.done;
  }

  async saveRecords(showId: string, records: readonly ScanRecord[]): Promise<void> {
    await (await this.database).put('records', records, showId);
  }

  /** The file of a seat map, by its version. */
  async seatMap<File>(version: string, read: () => Promise<File>): Promise<File> {
    const database = await this.database;
    const known = await database.get('seatMaps', version);
    // Written below, and so of this type.
    if (known !== undefined) return known as File;
    const file = await read();
    await database.clear('seatMaps');
    await database.put('seatMaps', file, version);
    return file;
  }

  close(): void {
    this.database.then((database) => database.close()).catch(() => undefined);
  }
}

function openDoorDatabase(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(NAME, VERSION, {
    upgrade(database) {
      for (const name of ['bundles', 'revisions', 'changes', 'own', 'records', 'seatMaps'] as const) {
        database.createObjectStore(name);
      }
      const queue = database.createObjectStore('queue', { autoIncrement: true });
      queue.createIndex('show', 'showId');
      queue.createIndex('nonce', ['showId', 'nonce'], { unique: true });
    },
  });
}

/** The scans of all shows that wait in this browser. */
export async function countQueued(): Promise<number> {
  const database = await openDoorDatabase();
  try {
    return await database.count('queue');
  } finally {
    database.close();
  }
}

const rangeOf = (showId: string) => IDBKeyRange.bound([showId, 0], [showId, Number.MAX_SAFE_INTEGER]);
