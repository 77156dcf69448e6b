import { ApiError } from '../../../../client-example/src/api/api-error';
import type { Answer, Scan } from '../../../../client-example/src/features/door/gate/answer';
import type { Bundle, DoorChange, OwnScan } from '../../../../client-example/src/features/door/gate/bundle';
import { Gate } from '../../../../client-example/src/features/door/gate/gate';
import { GateClock } from '../../../../client-example/src/features/door/gate/gate-clock';
import { GateMemory } from '../../../../client-example/src/features/door/gate/gate-memory';
import type { Conflict, FeedMessage, GateServer } from '../../../../client-example/src/features/door/gate/gate-server';
import type { GateStore, SavedGate } from '../../../../client-example/src/features/door/gate/gate-store';
import { parseTicketCode } from '../../../../client-example/src/features/door/gate/ticket-code';
import { NOW_MS, SHOW_BYTES, type TicketKeyPair } from './ticket-keys';

export const SHOW_ID = 'show_1';

export function bundleOf(keys: readonly TicketKeyPair[]): Bundle {
  return {
    revision: '0',
    serverTime: new Date(NOW_MS).toISOString(),
    show: {
      id: SHOW_ID,
      startsAt: new Date(NOW_MS + 3_600_000).toISOString(),
      doorsAt: new Date(NOW_MS - 3_600_000).toISOString(),
      allowsReentry: true,
      event: { name: 'Event' },
      venue: { name: 'Venue', city: 'Łódź', timeZone: 'Europe/Warsaw' },
      seatMap: { version: '1', url: '/seat-maps/1' },
    },
    showCode: SHOW_BYTES.toString('base64url'),
    keys: keys.map(({ kid, x }) => ({ kid, x })),
    isCancelled: false,
    ...{ revokedSeats: [], revokedGenerations: [], inside: '', ticketCount: 100, insideCount: 0 },
    ...{ seatMapVersion: '1', seatNos: null },
  };
}

/** The service for many gates, in memory, with a network for each of them. */
export class FakeService {
  readonly inside = new Map<number, { gateId: string; deviceId: string; scannedAt: string; isOffline: boolean }>();
  readonly revoked = new Map<number, number>();
  readonly answered = new Map<string, Answer>();
  readonly conflicts: Conflict[] = [];
  readonly received: string[] = [];
  private readonly log: FeedMessage[] = [];
  private readonly followers = new Set<(message: FeedMessage) => void>();
  private version = 0;

  constructor(private readonly keys: readonly TicketKeyPair[]) {}

  bundle(): Bundle {
    const bytes = Buffer.alloc(32);
    for (const seatNo of this.inside.keys()) bytes[seatNo >> 3] = (bytes[seatNo >> 3] ?? 0) | (1 << (seatNo & 7));
    return {
      ...bundleOf(this.keys),
      revision: String(this.log.length),
      revokedSeats: [...this.revoked.keys()],
      revokedGenerations: [...this.revoked.values()],
      inside: bytes.toString('base64'),
      insideCount: this.inside.size,
    };
  }

  scan(scan: Scan, isOffline: boolean): Answer {
    const known = this.answered.get(scan.nonce);
    if (known) return known;
    this.received.push(scan.nonce);
    const answer = this.decide(scan, isOffline);
    this.answered.set(scan.nonce, answer);
    return answer;
  }

  revoke(seatNo: number, generation: number): void {
    this.revoked.set(seatNo, generation);
    this.publish([this.change(seatNo, generation, true)], []);
  }

  publish(changes: readonly DoorChange[], conflicts: readonly Conflict[], resyncRequired = false): void {
    const message = { revision: String(this.log.length + 1), resyncRequired, changes, conflicts, alarms: [] };
    this.log.push(message);
    for (const follower of this.followers) follower(message);
  }

  follow(after: string, next: (message: FeedMessage) => void): () => void {
    for (const message of this.log.slice(Number(after))) next(message);
    this.followers.add(next);
    return () => this.followers.delete(next);
  }

  private decide(scan: Scan, isOffline: boolean): Answer {
    const { deviceId, gateId, scannedAt, direction } = scan;
    const code = parseTicketCode(scan.code);
    if (code === null) return { kind: 'notATicket', ticket: null };
    const { seatNo, generation } = code;
    const first = this.inside.get(seatNo);
    const second = { deviceId, gateId, scannedAt, isOffline };
    const isRevoked = generation <= (this.revoked.get(seatNo) ?? 0);
    if (isRevoked || (direction === 'IN' && first)) {
      const reason = isRevoked ? ('ADMITTED_REVOKED' as const) : ('ADMITTED_TWICE' as const);
      const seat = { label: `Seat ${seatNo}` };
      const conflict = {
        id: scan.nonce,
        seat,
        holderName: null,
        reason,
        first: first ?? null,
        second,
        foundAt: scannedAt,
      };
      if (isOffline) {
        this.conflicts.push(conflict);
        this.publish([], [conflict]);
      }
      if (isRevoked) return { kind: 'revoked', ticket: null, message: null };
      return {
        kind: 'alreadyScanned',
        ticket: null,
        scannedAt: first?.scannedAt ?? null,
        gateId: first?.gateId ?? null,
      };
    }
    if (direction === 'OUT') this.inside.delete(seatNo);
    else this.inside.set(seatNo, second);
    this.publish([this.change(seatNo, generation, false)], []);
    return { kind: 'accepted', ticket: null };
  }

  private change(seatNo: number, generation: number, isRevoked: boolean): DoorChange {
    this.version += 1;
    return { seatNo, generation, version: this.version, isRevoked, isInside: this.inside.has(seatNo) };
  }
}

/** One gate's way to the service. */
export class FakeNetwork implements GateServer {
  /** `lost`: the request arrives, its answer does not. `silent`: neither does, and nobody says so. */
  state: 'up' | 'down' | 'lost' | 'silent' | 'refused' = 'up';
  readonly batches: number[] = [];
  constructor(private readonly service: FakeService) {}

  scan = (scan: Scan) => this.send(() => this.service.scan(scan, false));
  sync = (scans: readonly Scan[]) =>
    this.send(() => {
      this.batches.push(scans.length);
      return scans.map((scan) => this.service.scan(scan, true));
    });
  readBundle = () => this.send(() => this.service.bundle());
  readConflicts = () => this.send(() => [...this.service.conflicts]);
  follow: GateServer['follow'] = (after, sink) =>
    this.service.follow(after(), (message) => this.state === 'up' && sink.next(message));

  private async send<Result>(work: () => Result): Promise<Result> {
    await Promise.resolve();
    switch (this.state) {
      case 'up':
        return work();
      case 'lost':
        work();
        return new Promise(() => {});
      case 'silent':
        return new Promise(() => {});
      case 'refused':
        throw new ApiError('This device is not paired any more.', 'UNAUTHENTICATED');
      case 'down':
        throw new ApiError('Failed to fetch', 'NETWORK');
    }
  }
}

/** What a browser would have on its disk. */
export class FakeStore implements GateStore {
  saved: SavedGate = { bundle: null, revision: '', changes: [], own: [], queue: [], records: [], clockOffsetMs: 0 };
  isBroken = false;
  load = async () => this.use(() => structuredClone(this.saved));
  saveBundle: GateStore['saveBundle'] = async (bundle, own, clockOffsetMs) =>
    this.keep({ bundle, own, clockOffsetMs, changes: [], revision: bundle.revision });
  saveChanges: GateStore['saveChanges'] = async (_, revision, changes, forgotten) => {
    const newSeats = new Set(changes.map(({ seatNo }) => seatNo));
    this.keep({
      revision,
      changes: [...this.saved.changes.filter(({ seatNo }) => !newSeats.has(seatNo)), ...changes],
      own: this.saved.own.filter(({ seatNo }) => !forgotten.includes(seatNo)),
    });
  };
  saveOwn: GateStore['saveOwn'] = async (_, own, queued) =>
    this.keep({ own: this.withOwn([own]), queue: queued ? [...this.saved.queue, queued] : this.saved.queue });
  removeQueued: GateStore['removeQueued'] = async (_, nonces, own) =>
    this.keep({
      queue: this.saved.queue.filter(({ nonce }) => !nonces.includes(nonce)),
      own: this.withOwn(own),
    });
  saveRecords: GateStore['saveRecords'] = async (_, records) => this.keep({ records });
  close() {}

  private withOwn(own: readonly OwnScan[]): OwnScan[] {
    const seats = new Set(own.map(({ seatNo }) => seatNo));
    return [...this.saved.own.filter(({ seatNo }) => !seats.has(seatNo)), ...own];
  }

  private keep(part: Partial<SavedGate>): void {
    this.use(() => {
      this.saved = structuredClone({ ...this.saved, ...part });
    });
  }

  private use<Result>(work: () => Result): Result {
    if (this.isBroken) throw new Error('The disk is full');
    return work();
  }
}

export interface TestGate {
  readonly gate: Gate;
  readonly network: FakeNetwork;
  readonly store: FakeStore;
}

/** A gate on a device whose clock is ten minutes late. */
export function makeGate(
  service: FakeService,
  gateId: string,
  store = new FakeStore(),
  state: FakeNetwork['state'] = 'up',
): TestGate {
  const network = new FakeNetwork(service);
  network.state = state;
  const startedAt = performance.now();
  const clock = new GateClock(() => NOW_MS - 600_000 + (performance.now() - startedAt));
  const memory = new GateMemory(store, SHOW_ID, clock);
  const seen: string[] = [];
  const gate = new Gate({
    ...{ showId: SHOW_ID, gateId, deviceId: `device-${gateId}`, server: network, store, memory },
    seen: { read: () => seen, write: (ids) => void seen.splice(0, seen.length, ...ids) },
    factsOf: (seatNo) => ({ seat: `Seat ${seatNo}`, description: '', holderName: null, entrance: null, needs: [] }),
    times: { answer: 30, sync: 200, retry: 5, retryMax: 20 },
  });
  return { gate, network, store };
}
