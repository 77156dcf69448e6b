import { AvailabilityCounts } from './availability-counts';
import { type FrameScheduler, scheduleFrame } from './frames';
import type { Geometry } from './geometry';
import { AVAILABLE, type SeatStatusName, statusesFromLetters, statusFromName } from './seat-status';
import { PricedZones, type PriceTier, type Zone } from './zones';

export interface AvailabilitySnapshot {
  readonly statuses: string;
  readonly versions: readonly number[];
  readonly revision: string;
}

export interface SeatChange {
  readonly index: number;
  readonly status: SeatStatusName;
  readonly version: number;
}

/**
 * The seats of one show: where they are, what they cost, and who may have them at this moment. The map and the list read
 * the same arrays, so they cannot differ. Nothing here knows a network: `live/` feeds it.
 */
export class SeatState {
  geometry!: Geometry;
  statuses: Uint8Array = new Uint8Array();
  versions: Uint32Array = new Uint32Array();
  /** 1 for a seat that is the viewer's own. */
  mine: Uint8Array = new Uint8Array();
  priced!: PricedZones;
  counts!: AvailabilityCounts;
  revision = '';
  isLive = false;
  /** Whether a price has changed since the show was opened. */
  isRepriced = false;
  /** Grows whenever the viewer has other seats. */
  mineTick = 0;
  /** Grows with each notification. */
  tick = 0;
  /** What the buyer needs, as names of features. A wheelchair place and those for companions are one need. */
  private needs: readonly string[] = [];
  private isReleased = false;
  private needed = 0;
  private access = 0;
  private zonesAt: { tick: number; zones: readonly Zone[] } | null = null;
  private mineIndices: readonly number[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly changeListeners = new Set<(index: number, before: number) => void>();
  private readonly notifyInFrame: () => void;

  constructor(schedule: FrameScheduler = scheduleFrame) {
    this.notifyInFrame = schedule(() => {
      this.tick += 1;
      for (const listener of [...this.listeners]) listener();
    });
  }

  /** Begins anew: a show is opened, or its map was replaced, so that every index means another seat. */
  open(geometry: Geometry, priceTiers: readonly PriceTier[], snapshot: AvailabilitySnapshot): void {
    this.geometry = geometry;
    this.statuses = statusesFromLetters(snapshot.statuses);
    this.versions = new Uint32Array(snapshot.versions);
    this.priced = new PricedZones(geometry, priceTiers);
    this.counts = new AvailabilityCounts(geometry, this.statuses);
    this.revision = snapshot.revision;
    this.zonesAt = null;
    this.setNeeds(this.needs, this.isReleased);
    this.mine = new Uint8Array(geometry.seatCount);
    this.setMine(this.mineIndices);
  }

  /**
   * A snapshot of the same map, after a gap in the stream. Changes that arrived while it was on its way may be newer
   * than it is, so that here too the version decides.
   */
  merge({ statuses, versions, revision }: AvailabilitySnapshot): void {
    const read = statusesFromLetters(statuses);
    for (let index = 0; index < read.length; index += 1) this.set(index, read[index] ?? 0, versions[index] ?? 0);
    this.revision = revision;
    this.notifyInFrame();
  }

  /** Applies changes of the stream in any order and any number of times. */
  apply(changes: readonly SeatChange[], revision: string): void {
    for (const { index, status, version } of changes) this.set(index, statusFromName(status), version);
    this.revision = revision;
    if (changes.length > 0) this.notifyInFrame();
  }

  private set(index: number, status: number, version: number): void {
    if (index >= this.statuses.length || version <= (this.versions[index] ?? 0)) return;
    this.versions[index] = version;
    const before = this.statuses[index] ?? 0;
    if (before === status) return;
    this.statuses[index] = status;
    if (before === AVAILABLE) this.counts.add(index, -1);
    else if (status === AVAILABLE) this.counts.add(index, 1);
    for (const listener of this.changeListeners) listener(index, before);
  }

  /** Prices that the organizer has changed. What is chosen costs what it costs from now on. */
  reprice(priceTiers: readonly PriceTier[]): void {
    const priced = new PricedZones(this.geometry, priceTiers);
    if (priced.isLike(this.priced)) return;
    this.priced = priced;
    this.isRepriced = true;
    this.zonesAt = null;
    this.notifyInFrame();
  }

  setLive(isLive: boolean): void {
    if (this.isLive === isLive) return;
    this.isLive = isLive;
    this.notifyInFrame();
  }

  setMine(indices: readonly number[]): void {
    this.mineIndices = indices;
    this.mineTick += 1;
    this.mine.fill(0);
    for (const index of indices) if (index < this.mine.length) this.mine[index] = 1;
    this.notifyInFrame();
  }

  /** Shows and offers only seats that have these features. Released places for wheelchairs and companions are for all. */
  setNeeds(needs: readonly string[], isReleased: boolean): void {
    const maskOf = (names: readonly string[]) =>
      this.geometry.features.reduce((bits, { name }, bit) => bits | (Number(names.includes(name)) << bit), 0);
    [this.needs, this.isReleased] = [needs, isReleased];
    this.access = maskOf(['ACCESSIBLE', 'COMPANION']);
    this.needed = maskOf(needs.filter((name) => name !== 'ACCESSIBLE'));
    this.mineTick += 1;
    this.notifyInFrame();
  }

  /** Whether it is what the buyer needs. */
  fits(index: number): boolean {
    const bits = this.geometry.featuresOf[index] ?? 0;
    return (bits & this.needed) === this.needed && (!this.needs.includes('ACCESSIBLE') || this.isForAccess(index));
  }

  /** Whether it may be chosen for a buyer who has named no seat, or that one. */
  isOffered(index: number, named = -1): boolean {
    const mayBe = this.isReleased || this.needs.includes('ACCESSIBLE') || this.isForAccess(named);
    return this.isFree(index) && this.fits(index) && (mayBe || !this.isForAccess(index));
  }

  /** A numbered place for a wheelchair or for a companion. */
  private isForAccess(index: number): boolean {
    const { featuresOf, rows, rowOf } = this.geometry;
    return ((featuresOf[index] ?? 0) & this.access) !== 0 && rows[rowOf[index] ?? 0]?.kind !== 'standing';
  }

  get availableCount(): number {
    return this.counts.total;
  }

  get zones(): readonly Zone[] {
    if (this.zonesAt?.tick !== this.tick)
      this.zonesAt = { tick: this.tick, zones: this.priced.withCounts(this.counts) };
    return this.zonesAt.zones;
  }

  labelOf(index: number): string {
    return this.geometry.labelOf(index);
  }

  sentenceOf(index: number): string {
    return this.geometry.sentenceOf(index);
  }

  /** Its place in `zones`, or -1 without a price. */
  zoneOf(index: number): number {
    return this.priced.ofMapZone[this.geometry.zoneOf[index] ?? 0] ?? -1;
  }

  isFree(index: number): boolean {
    return this.statuses[index] === AVAILABLE;
  }

  /** At most once a frame, and never while the page is hidden. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Each change of a status as it is applied, also while the page is hidden. */
  onChange(listener: (index: number, before: number) => void): () => void {
    this.changeListeners.add(listener);
    return () => this.changeListeners.delete(listener);
  }
}
