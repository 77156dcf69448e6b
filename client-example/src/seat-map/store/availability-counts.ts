import type { Geometry } from './geometry';
import { AVAILABLE } from './seat-status';

/** Free seats by section and price zone, kept up to date change by change: a section's colour and price need no scan. */
export class AvailabilityCounts {
  readonly bySection: Uint32Array;
  readonly byZone: Uint32Array;
  /** Of each section and zone: `section * zoneCount + zone`. */
  private readonly bySectionAndZone: Uint32Array;
  private readonly zoneCount: number;
  total = 0;

  constructor(
    private readonly geometry: Geometry,
    statuses: Uint8Array,
  ) {
    const { sections, zoneNames, zoneOf } = geometry;
    this.zoneCount = zoneNames.length;
    this.bySection = new Uint32Array(sections.length);
    this.byZone = new Uint32Array(this.zoneCount);
    this.bySectionAndZone = new Uint32Array(sections.length * this.zoneCount);
    const { bySectionAndZone: cells, zoneCount } = this;
    sections.forEach(({ from, to }, section) => {
      for (let index = from; index < to; index += 1) {
        if (statuses[index] !== AVAILABLE) continue;
        const cell = section * zoneCount + (zoneOf[index] ?? 0);
        cells[cell] = (cells[cell] ?? 0) + 1;
      }
    });
    cells.forEach((free, cell) => {
      const [section, zone] = [Math.floor(cell / zoneCount), cell % zoneCount];
      this.bySection[section] = (this.bySection[section] ?? 0) + free;
      this.byZone[zone] = (this.byZone[zone] ?? 0) + free;
      this.total += free;
    });
  }

  /** One free seat more or fewer. */
  add(index: number, difference: 1 | -1): void {
    const section = this.geometry.sectionOf[index] ?? 0;
    const zone = this.geometry.zoneOf[index] ?? 0;
    const cell = section * this.zoneCount + zone;
    this.bySection[section] = (this.bySection[section] ?? 0) + difference;
    this.byZone[zone] = (this.byZone[zone] ?? 0) + difference;
    this.bySectionAndZone[cell] = (this.bySectionAndZone[cell] ?? 0) + difference;
    this.total += difference;
  }

  inSection(section: number, zone: number): number {
    return this.bySectionAndZone[section * this.zoneCount + zone] ?? 0;
  }
}
