import type { CanonicalSeatMap } from './format/canonical-seat-map';
import { bitOf, bitsOf, featuresOf, type SeatFeature } from './format/seat-features';
import { describeSeat, descriptionPrefix, descriptionSuffix, type Group, labelPrefix } from './format/seat-labels';
import type { Point } from './format/seat-map-format';
import { centreOf, outlineOf } from './format/shapes';
import { groupsOf, placesIn } from './format/walk-places';

/** One place, with its texts. */
export interface SeatPlace {
  /** Its place in the canonical order, from 0. */
  readonly index: number;
  /** The same in all versions of a map that have this seat. */
  readonly id: string;
  /** As printed on the ticket, such as `Stalls F 12`. All places of a standing area have the same. */
  readonly label: string;
  readonly section: string;
  /** `Table 7` at a table; null for a standing place, and where a row has no name. */
  readonly row: string | null;
  /** Null for a standing place. */
  readonly number: string | null;
  readonly features: SeatFeature[];
  /** The door by which the visitors of its section enter; null where the map names none. */
  readonly entrance: string | null;
  readonly zone: string;
  /** In centimetres, x to the right and y downwards. */
  readonly x: number;
  readonly y: number;
  /** For somebody who cannot see the map: `Stalls, row F, seat 12, on the aisle, step-free`. */
  readonly description: string;
}

/** The seats of a section are neighbours in the canonical order. */
export interface SectionRange {
  readonly name: string;
  /** Storey; 0 is the ground. */
  readonly level: number;
  /** Index of its first seat. */
  readonly from: number;
  /** Index after its last seat. */
  readonly to: number;
}

/** The places of a standing area are neighbours in the canonical order. They have no numbers. */
export interface StandingRange {
  readonly section: string;
  readonly name: string;
  /** Index of its first place. */
  readonly from: number;
  /** Index after its last place. */
  readonly to: number;
}

/** A row, a table or a standing area: its seats are neighbours in the canonical order. */
export interface RowRange {
  readonly kind: Group['kind'];
  /** The number of its section in `sections`. */
  readonly section: number;
  readonly from: number;
  readonly to: number;
}

/** Neighbouring places whose texts differ in the number alone: a row, a table or a standing area. */
interface PlaceRun extends Group {
  readonly section: number;
  readonly labelPrefix: string;
  readonly descriptionPrefix: string;
}

/**
 * A published map as the server keeps it: columns, one entry a seat, because there may be 80,000 and many maps. The
 * texts of a seat are made on request.
 */
export class SeatMap {
  readonly version: string;
  readonly name: string;
  readonly seatCount: number;
  readonly zones: readonly string[];
  /** For each seat, the number of its zone in `zones`. */
  readonly zoneNumbers: Uint8Array;
  /** For each seat its features as bits, in the order of `seatFeatures`. */
  readonly featureBits: Uint16Array;
  readonly sections: readonly SectionRange[];
  readonly standingAreas: readonly StandingRange[];
  /** For each section, where its seats look. */
  readonly focalPoints: readonly Point[];

  private readonly x: Int32Array;
  private readonly y: Int32Array;
  /** For each seat, where its number stands in `numbers`; 0 is the place of none. */
  private readonly numberAt: Uint32Array;
  private readonly numbers: (string | null)[] = [null];
  private readonly runs: PlaceRun[] = [];
  private readonly runStarts: Uint32Array;
  private readonly sectionSuffixes: string[];
  private readonly entrances: (string | null)[];
  /** Seats whose label or id is not made of section, row and number. Usually none, or all. */
  private readonly ownLabels = new Map<number, string>();
  private readonly ownIds = new Map<number, string>();

  constructor({ document, version }: CanonicalSeatMap) {
    const groups = [...groupsOf(document)];
    this.version = version;
    this.name = document.name;
    this.seatCount = groups.reduce((sum, group) => sum + placesIn(group), 0);
    this.zones = document.zones.map(({ name }) => name);
    this.zoneNumbers = new Uint8Array(this.seatCount);
    this.featureBits = new Uint16Array(this.seatCount);
    this.x = new Int32Array(this.seatCount);
    this.y = new Int32Array(this.seatCount);
    this.numberAt = new Uint32Array(this.seatCount);
    this.runStarts = new Uint32Array(groups.length);
    this.sectionSuffixes = document.sections.map(descriptionSuffix);
    this.entrances = document.sections.map(({ entrance }) => entrance ?? null);

    this.focalPoints = document.sections.map(({ focalPoint }) => focalPoint ?? document.stage.focalPoint);

    const zoneNumbers = new Map(this.zones.map((name, index) => [name, index]));
    const numberPlaces = new Map<string, number>();
    const placeOfNumber = (number: string): number => {
      const known = numberPlaces.get(number);
      if (known !== undefined) return known;
      numberPlaces.set(number, this.numbers.push(number) - 1);
      return this.numbers.length - 1;
    };
    const standingAreas: StandingRange[] = [];
    const sectionEnds = document.sections.map(() => 0);
    let index = 0;
    for (const [run, group] of groups.entries()) {
      const groupPrefix = labelPrefix(group.section.name, group);
      this.runs.push({
        kind: group.kind,
        name: group.name,
        section: group.sectionIndex,
        labelPrefix: groupPrefix,
        descriptionPrefix: descriptionPrefix(group.section.name, group),
      });
      this.runStarts[run] = index;
      if (group.kind === 'standing') {
        const end = index + group.node.capacity;
        const centre = centreOf(outlineOf(group.node.shape));
        this.x.fill(centre.x, index, end);
        this.y.fill(centre.y, index, end);
        this.zoneNumbers.fill(zoneNumbers.get(group.node.zone) ?? 0, index, end);
        this.featureBits.fill(bitsOf(group.node.features ?? []) | bitOf('STANDING'), index, end);
        standingAreas.push({ section: group.section.name, name: group.node.name, from: index, to: end });
        index = end;
      } else {
        for (const seat of group.seats) {
          this.x[index] = seat.x;
          this.y[index] = seat.y;
          this.zoneNumbers[index] = zoneNumbers.get(seat.zone) ?? 0;
          this.featureBits[index] = bitsOf(seat.features ?? []);
          this.numberAt[index] = placeOfNumber(seat.number);
          if (seat.label !== undefined) this.ownLabels.set(index, seat.label);
          if (seat.id !== undefined) this.ownIds.set(index, seat.id);
          index += 1;
        }
      }
      sectionEnds[group.sectionIndex] = index;
    }
    this.standingAreas = standingAreas;
    this.sections = document.sections.map(({ name, level = 0 }, section) => ({
      name,
      level,
      from: sectionEnds[section - 1] ?? 0,
      to: sectionEnds[section] ?? 0,
    }));
  }

  /** The place of this index, or null where the map has none. */
  seat(index: number): SeatPlace | null {
    if (!this.has(index)) return null;
    const run = this.runs[this.runOf(index)];
    if (run === undefined) return null;
    const number = this.numbers[this.numberAt[index] ?? 0] ?? null;
    const features = this.featureBits[index] ?? 0;
    return {
      index,
      id: this.idOf(index),
      label: this.labelOf(index),
      section: this.sections[run.section]?.name ?? '',
      row: run.kind === 'table' ? `Table ${run.name}` : run.kind === 'row' ? run.name : null,
      number,
      features: featuresOf(features),
      entrance: this.entrances[run.section] ?? null,
      zone: this.zones[this.zoneOf(index)] ?? '',
      x: this.x[index] ?? 0,
      y: this.y[index] ?? 0,
      description: describeSeat(run.descriptionPrefix, number, features, this.sectionSuffixes[run.section] ?? ''),
    };
  }

  /** All rows, tables and standing areas, in the order of their seats. */
  get rows(): readonly RowRange[] {
    return this.runs.map(({ kind, section }, run) => ({
      kind,
      section,
      from: this.runStarts[run] ?? 0,
      to: this.runStarts[run + 1] ?? this.seatCount,
    }));
  }

  /** The number of the zone of this seat in `zones`. */
  zoneOf(index: number): number {
    return this.zoneNumbers[index] ?? 0;
  }

  labelOf(index: number): string {
    const own = this.ownLabels.get(index);
    if (own !== undefined) return own;
    return `${this.runs[this.runOf(index)]?.labelPrefix ?? ''}${this.numbers[this.numberAt[index] ?? 0] ?? ''}`;
  }

  /** Places of a standing area are counted, as they have no number: `Floor Front #17`. */
  idOf(index: number): string {
    const own = this.ownIds.get(index);
    if (own !== undefined) return own;
    const label = this.labelOf(index);
    const run = this.runOf(index);
    return this.runs[run]?.kind === 'standing' ? `${label} #${index - (this.runStarts[run] ?? 0) + 1}` : label;
  }

  positionOf(index: number): { x: number; y: number } {
    return { x: this.x[index] ?? 0, y: this.y[index] ?? 0 };
  }

  /** True where the map has a seat of this index. */
  has(index: number): boolean {
    return Number.isInteger(index) && index >= 0 && index < this.seatCount;
  }

  /** The last run that starts at or before this seat. */
  private runOf(index: number): number {
    let [low, high] = [0, this.runStarts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.runStarts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
