import { fromBase64 } from './base64';
import type { Bundle, DoorChange, OwnScan } from './bundle';

/** Messages that were on their way while this gate scanned are older than its scan, and carry no time of their own. */
const ON_ITS_WAY_MS = 3000;

/** Who is inside and what is revoked, as the service last said, with this gate's own scans on top. */
export class DoorSeats {
  private inside = new Uint8Array();
  /** The greatest generation of each seat that is refused. */
  private readonly revoked = new Map<number, number>();
  private readonly newest = new Map<number, DoorChange>();
  private readonly own = new Map<number, OwnScan>();
  private count = 0;

  /** The number of visitors inside, those of this gate's queue included. */
  get insideCount(): number {
    return this.count;
  }

  /** Starts from a bundle. Own scans that are queued, or newer than the request for the bundle, stay on top. */
  open(bundle: Bundle, requestedAtMs: number): void {
    this.inside = fromBase64(bundle.inside);
    this.revoked.clear();
    this.newest.clear();
    bundle.revokedSeats.forEach((seatNo, index) => {
      this.revoke(seatNo, bundle.revokedGenerations[index] ?? 0);
    });
    for (const own of this.own.values()) {
      if (!own.isQueued && Date.parse(own.scannedAt) < requestedAtMs - ON_ITS_WAY_MS) this.own.delete(own.seatNo);
      else this.revoke(own.seatNo, own.generation - 1);
    }
    this.recount();
  }

  /** Returns those that were news. Their order and repetition do not matter. */
  apply(changes: readonly DoorChange[], nowMs: number): DoorChange[] {
    const applied: DoorChange[] = [];
    for (const change of changes) {
      if (!this.isNewer(change)) continue;
      applied.push(change);
      const { seatNo, generation, isRevoked, isInside } = change;
      const before = this.isInside(seatNo);
      this.newest.set(seatNo, change);
      this.revoke(seatNo, isRevoked ? generation : generation - 1);
      this.mark(seatNo, isInside);
      const own = this.own.get(seatNo);
      if (own && !own.isQueued && (own.isInside === isInside || nowMs - Date.parse(own.scannedAt) > ON_ITS_WAY_MS)) {
        this.own.delete(seatNo);
      }
      this.count += Number(this.isInside(seatNo)) - Number(before);
    }
    return applied;
  }

  record(own: OwnScan): void {
    const before = this.isInside(own.seatNo);
    this.own.set(own.seatNo, own);
    this.noteGeneration(own.seatNo, own.generation);
    this.count += Number(own.isInside) - Number(before);
  }

  /** A later ticket of the seat exists, so all before it are void. */
  noteGeneration(seatNo: number, generation: number): void {
    this.revoke(seatNo, generation - 1);
  }

  isRevoked(seatNo: number, generation: number): boolean {
    return generation <= (this.revoked.get(seatNo) ?? 0);
  }

  isInside(seatNo: number): boolean {
    const own = this.ownScan(seatNo);
    return own ? own.isInside : ((this.inside[seatNo >> 3] ?? 0) & (1 << (seatNo & 7))) !== 0;
  }

  /** What this gate did with the latest ticket of the seat, where nothing newer is known. */
  ownScan(seatNo: number): OwnScan | null {
    const own = this.own.get(seatNo);
    return own && own.generation >= (this.newest.get(seatNo)?.generation ?? 0) ? own : null;
  }

  ownScans(): readonly OwnScan[] {
    return [...this.own.values()];
  }

  private isNewer({ seatNo, generation, version }: DoorChange): boolean {
    const known = this.newest.get(seatNo);
    if (known === undefined) return true;
    return generation > known.generation || (generation === known.generation && version > known.version);
  }

  private revoke(seatNo: number, generation: number): void {
    if (generation > (this.revoked.get(seatNo) ?? 0)) this.revoked.set(seatNo, generation);
  }

  private mark(seatNo: number, isInside: boolean): void {
    const at = seatNo >> 3;
    if (at >= this.inside.length) {
      const longer = new Uint8Array(at + 1);
      longer.set(this.inside);
      this.inside = longer;
    }
    const bit = 1 << (seatNo & 7);
    const byte = this.inside[at] ?? 0;
    this.inside[at] = isInside ? byte | bit : byte & ~bit;
  }

  private recount(): void {
    this.count = 0;
    for (let byte of this.inside) for (; byte > 0; byte &= byte - 1) this.count += 1;
    // After a bundle nothing newer than an own scan is known.
    for (const own of this.own.values()) {
      const bit = ((this.inside[own.seatNo >> 3] ?? 0) >> (own.seatNo & 7)) & 1;
      this.count += Number(own.isInside) - bit;
    }
  }
}
