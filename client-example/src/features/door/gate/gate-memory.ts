import type { Answer, Scan, ScanRecord } from './answer';
import type { Bundle, DoorChange, OwnScan } from './bundle';
import { DoorSeats } from './door-seats';
import { GateClock } from './gate-clock';
import type { GateStore } from './gate-store';
import type { TicketCode } from './ticket-code';

export const RECORDS_MAX = 20;
/** Nothing happens to a ticket any more once it is revoked. */
const VERSION_LAST = Number.MAX_SAFE_INTEGER;

/** What a gate knows: bundle, changes since, own scans and the queue. Each step is saved before it counts. */
export class GateMemory {
  bundle: Bundle | null = null;
  revision = '';
  readonly seats = new DoorSeats();
  queue: readonly Scan[] = [];
  records: readonly ScanRecord[] = [];
  /** The browser refuses to save: what is queued lives as long as the page. */
  isStorageFailing = false;

  constructor(
    private readonly store: GateStore,
    readonly showId: string,
    readonly clock = new GateClock(),
  ) {}

  async load(): Promise<void> {
    const saved = await this.saving(this.store.load(this.showId));
    if (saved === null) return;
    this.clock.offsetMs = saved.clockOffsetMs;
    this.queue = saved.queue;
    this.records = saved.records;
    if (saved.bundle === null) return;
    this.bundle = saved.bundle;
    this.revision = saved.revision;
    this.seats.open(saved.bundle, 0);
    this.seats.apply(saved.changes, this.clock.nowMs());
    // Last: an own scan that a change has overtaken is not saved any more.
    for (const own of saved.own) this.seats.record(own);
  }

  async takeBundle(bundle: Bundle, requestedAtMs: number): Promise<void> {
    this.clock.learn(bundle.serverTime);
    this.bundle = bundle;
    this.revision = bundle.revision;
    this.seats.open(bundle, requestedAtMs);
    await this.saving(this.store.saveBundle(bundle, this.seats.ownScans(), this.clock.offsetMs));
  }

  async takeChanges(changes: readonly DoorChange[], revision: string): Promise<void> {
    this.revision = revision;
    const applied = this.seats.apply(changes, this.clock.nowMs());
    const forgotten = applied.map(({ seatNo }) => seatNo).filter((seatNo) => this.seats.ownScan(seatNo) === null);
    await this.saving(this.store.saveChanges(this.showId, revision, applied, forgotten));
  }

  /** Keeps an accepted scan. */
  async keepScan(scan: Scan, code: TicketCode, isQueued: boolean): Promise<void> {
    const { nonce, scannedAt, gateId, direction } = scan;
    const { seatNo, generation } = code;
    const own: OwnScan = { seatNo, generation, isInside: direction === 'IN', nonce, scannedAt, gateId, isQueued };
    this.seats.record(own);
    if (isQueued) this.queue = [...this.queue, scan];
    await this.saving(this.store.saveOwn(this.showId, own, isQueued ? scan : null));
  }

  /** What the service's answer says of the ticket: its message to all gates may come later than the network goes. */
  async keepAnswer(scan: Scan, code: TicketCode, answer: Answer): Promise<void> {
    const { seatNo, generation } = code;
    if (answer.kind === 'accepted') return this.keepScan(scan, code, false);
    if (answer.kind === 'revoked') {
      const ended: DoorChange = { seatNo, generation, version: VERSION_LAST, isRevoked: true, isInside: false };
      return this.takeChanges([ended], this.revision);
    }
    const { scannedAt, gateId } = { scannedAt: null, gateId: null, ...answer };
    if (answer.kind !== 'alreadyScanned' || scannedAt === null || gateId === null) return;
    await this.keepScan({ ...scan, scannedAt, gateId, direction: 'IN' }, code, false);
  }

  /** The service has these scans of the queue now. */
  async settle(scans: readonly Scan[]): Promise<void> {
    const nonces = new Set(scans.map(({ nonce }) => nonce));
    this.queue = this.queue.filter(({ nonce }) => !nonces.has(nonce));
    const settled = this.seats.ownScans().filter(({ isQueued, nonce }) => isQueued && nonces.has(nonce));
    const known = settled.map((own) => ({ ...own, isQueued: false }));
    for (const own of known) this.seats.record(own);
    this.records = this.records.map((record) => (nonces.has(record.nonce) ? { ...record, isQueued: false } : record));
    await this.saving(this.store.removeQueued(this.showId, [...nonces], known));
    await this.saving(this.store.saveRecords(this.showId, this.records));
  }

  async keepRecord({ nonce, scannedAt, direction }: Scan, answer: Answer, isOffline: boolean): Promise<ScanRecord> {
    const isQueued = isOffline && answer.kind === 'accepted';
    const record: ScanRecord = { nonce, scannedAt, direction, answer, isOffline, isQueued };
    this.records = [record, ...this.records].slice(0, RECORDS_MAX);
    await this.saving(this.store.saveRecords(this.showId, this.records));
    return record;
  }

  private async saving<Result>(work: Promise<Result>): Promise<Result | null> {
    try {
      return await work;
    } catch {
      this.isStorageFailing = true;
      return null;
    }
  }
}
