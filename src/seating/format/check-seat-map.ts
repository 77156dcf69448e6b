import { printedForm, withNormalTexts } from './normal-text';
import { salvageValidDocument } from './salvage-valid-document';
import { labelPrefix } from './seat-labels';
import { addIssues, Faults, keyOf, type Path, placeOf, type SeatMapFault, type Sources } from './seat-map-fault';
import {
  FORMAT,
  FORMAT_VERSION,
  type Point,
  type SeatMapDocument,
  type Shape,
  seatMapLimits,
  seatMapSchema,
} from './seat-map-format';
import { centreOf, contains, faultOfPolygon, outlineOf } from './shapes';
import { groupsOf, type PlaceGroup, placesIn } from './walk-places';

export interface SeatMapRefused {
  readonly kind: 'SeatMapRefused';
  readonly faults: readonly SeatMapFault[];
  /** At least the number of `faults`: a report has an end. */
  readonly faultCount: number;
}

export type CheckedSeatMap = { readonly kind: 'SeatMapValid'; readonly document: SeatMapDocument } | SeatMapRefused;

/**
 * Checks a parsed document, form and meaning, and reports all faults at once. This is the one validator: whatever it
 * returns as valid can be published, and its texts have their normal form.
 *
 * @param sources where the objects of a converted document came from
 * @param faults those that were found while a file of another format was converted
 */
export function checkSeatMap(
  parsed: unknown,
  sources: Sources = new WeakMap(),
  faults: Faults = new Faults(),
): CheckedSeatMap {
  const candidate = withNormalTexts(parsed, (original, copy) => {
    const source = sources.get(original);
    if (source !== undefined) sources.set(copy, source);
  });
  const whole = faults.count === 0;
  const form = seatMapSchema.safeParse(candidate, { reportInput: true });
  if (form.success) {
    // The schema has no defaults and changes nothing, so the candidate itself has this type and keeps its sources.
    const document = candidate as SeatMapDocument;
    checkMeaning(document, faults, sources, { whole });
    if (faults.count === 0) return { kind: 'SeatMapValid', document };
  } else {
    const { issues } = form.error;
    const foreign = issues.filter(({ path: [key] }) => key === 'format' || key === 'formatVersion');
    addIssues(faults, candidate, foreign.length > 0 ? foreign : issues, sources);
    // A file of another format, or of another version of ours: its other faults would be misleading.
    if (foreign.length > 0) return { kind: 'SeatMapRefused', faults: faults.kept, faultCount: faults.count };
    const rest = salvageValidDocument(seatMapSchema, STAND_INS, candidate, sources);
    if (rest !== null) checkMeaning(rest.document, faults, rest.sources, { whole: false });
  }
  return { kind: 'SeatMapRefused', faults: faults.kept, faultCount: faults.count };
}

const STAND_INS: SeatMapDocument = {
  format: FORMAT,
  formatVersion: FORMAT_VERSION,
  name: 'Map',
  stage: { focalPoint: { x: 0, y: 0 } },
  zones: [{ name: 'Zone' }],
  sections: [{ name: 'Section' }],
};

/** `whole` is false for the valid rest of a document: then what is missing was reported already. */
function checkMeaning(
  document: SeatMapDocument,
  faults: Faults,
  sources: Sources,
  { whole }: { whole: boolean },
): void {
  const report = (path: Path, message: string) => faults.add(() => placeOf(document, path, sources), message);
  const once = namesOnce(report, (path) => placeOf(document, path, sources));
  const zones = new Set<string>();
  const zoneOnce = once('zone');
  for (const [index, { name }] of document.zones.entries()) {
    zones.add(name);
    zoneOnce(name, ['zones', index, 'name']);
  }
  const checkZone = (zone: string, path: Path): void => {
    if (zones.has(zone)) return;
    const key = keyOf(document, path, 'zone', sources);
    report([...path, 'zone'], `names the ${key} "${zone}", which this map does not have`);
  };
  checkShapes(document, report);

  const sectionOnce = once('section');
  for (const [index, section] of document.sections.entries()) {
    sectionOnce(section.name, ['sections', index, 'name']);
    const groups = [...(section.rows ?? []), ...(section.tables ?? []), ...(section.standing ?? [])];
    if (whole && groups.length === 0) report(['sections', index], 'has no seat and no standing area');
  }

  const idOnce = once('seat with the id', (id) => id);
  const labelOnce = once('place with the label');
  const groupOnce = { row: once('row'), table: once('table'), standing: once('standing area') };
  const standingLabels = new Set<string>();
  const neighbours = new Neighbours();
  let places = 0;
  for (const group of groupsOf(document)) {
    const { section, kind, path } = group;
    places += placesIn(group);
    const isFirst = groupOnce[kind](JSON.stringify([group.sectionIndex, group.name]), path, group.name ?? 'of no name');
    const prefix = labelPrefix(section.name, group);
    if (group.kind === 'standing') {
      standingLabels.add(prefix);
      if (isFirst) labelOnce(prefix, path);
      checkZone(group.node.zone, path);
      if (section.shape !== undefined && !containsPoint(section.shape, centreOf(outlineOf(group.node.shape)))) {
        report(path, `lies outside its section "${section.name}"`);
      }
      continue;
    }
    for (const [index, seat] of group.seats.entries()) {
      const seatPath = new SeatPath(group, index);
      const label = seat.label ?? prefix + seat.number;
      const isNewLabel = labelOnce(label, seatPath);
      // Without an id of its own a seat has its label as id, and that fault was reported.
      if (isNewLabel || seat.id !== undefined) idOnce(seat.id ?? label, seatPath);
      if (!zones.has(seat.zone)) checkZone(seat.zone, seatPath.steps);
      if (section.shape !== undefined && !contains(section.shape, seat.x, seat.y)) {
        report(seatPath.steps, `lies outside its section "${section.name}", at ${seat.x}, ${seat.y}`);
      }
      const other = neighbours.put(seat, section.level ?? 0, seatPath);
      if (other !== null) {
        report(seatPath.steps, `stands on the seat at ${placeOf(document, other.steps, sources)}`);
      }
    }
  }
  for (const group of groupsOf(document)) {
    if (group.kind === 'standing') continue;
    for (const [index, { id }] of group.seats.entries()) {
      const area = /^(.*) #[0-9]+$/su.exec(id ?? '')?.[1];
      if (area !== undefined && standingLabels.has(area)) {
        report([...group.path, 'seats', index, 'id'], `is the id of a place of the standing area "${area}"`);
      }
    }
  }
  if (places > seatMapLimits.seatsMax) {
    report(['sections'], `hold ${places} places; a map may have ${seatMapLimits.seatsMax}`);
  }
}

/** A path of which 80,000 are made and hardly one is read. */
class SeatPath {
  constructor(
    private readonly group: PlaceGroup,
    private readonly index: number,
  ) {}

  get steps(): Path {
    return [...this.group.path, 'seats', this.index];
  }
}

/**
 * Makes checkers that report the second use of a name, and where the first one is. Names are one where they have one
 * printed form. They return true for a first use.
 */
function namesOnce(report: (path: Path, message: string) => void, place: (path: Path) => string) {
  const steps = (path: Path | SeatPath): Path => (path instanceof SeatPath ? path.steps : path);
  return (what: string, formOf: (name: string) => string = printedForm) => {
    const seen = new Map<string, { readonly path: Path | SeatPath; readonly name: string }>();
    return (key: string, path: Path | SeatPath, name: string = key): boolean => {
      const form = formOf(key);
      const first = seen.get(form);
      if (first === undefined) seen.set(form, { path, name });
      else if (first.name === name)
        report(steps(path), `is another ${what} "${name}" beside ${place(steps(first.path))}`);
      else {
        const sentence = `is printed like the ${what} "${first.name}" at ${place(steps(first.path))}, in other letters`;
        report(steps(path), sentence);
      }
      return first === undefined;
    };
  };
}

function checkShapes(document: SeatMapDocument, report: (path: Path, message: string) => void): void {
  const check = (shape: Shape | undefined, path: Path): void => {
    const fault = shape?.kind === 'polygon' ? faultOfPolygon(shape.points) : null;
    if (fault !== null) report([...path, 'shape'], `is no proper polygon: ${fault}`);
  };
  check(document.stage.shape, ['stage']);
  for (const [index, section] of document.sections.entries()) check(section.shape, ['sections', index]);
  for (const group of groupsOf(document)) if (group.kind !== 'row') check(group.node.shape, group.path);
  for (const [index, { shape }] of (document.scenery ?? []).entries()) check(shape, ['scenery', index]);
}

const containsPoint = (shape: Shape, { x, y }: Point): boolean => contains(shape, x, y);

/** Finds seats of one level at the same place, by a grid whose cells are as wide as the least distance. */
class Neighbours {
  private readonly cells = new Map<number, { readonly seat: Point; readonly path: SeatPath }[]>();

  /** The seat that has this one's place already, or null. */
  put(seat: Point, level: number, path: SeatPath): SeatPath | null {
    const distance = seatMapLimits.seatDistanceMinCm;
    const column = Math.floor(seat.x / distance);
    const line = Math.floor(seat.y / distance);
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1) {
        for (const other of this.cells.get(cellOf(level, column + dx, line + dy)) ?? []) {
          if ((other.seat.x - seat.x) ** 2 + (other.seat.y - seat.y) ** 2 < distance ** 2) return other.path;
        }
      }
    }
    // Only seats that stand apart are kept: a thousand on one spot would else be compared with one another.
    const cell = cellOf(level, column, line);
    const kept = this.cells.get(cell);
    if (kept === undefined) this.cells.set(cell, [{ seat, path }]);
    else kept.push({ seat, path });
    return null;
  }
}

const CELLS_ACROSS = 2 ** 17;

/** One number for a cell: coordinates and levels are bounded, so that no two cells share one. */
const cellOf = (level: number, column: number, line: number): number =>
  (level * CELLS_ACROSS + column + CELLS_ACROSS / 2) * CELLS_ACROSS + line + CELLS_ACROSS / 2;
