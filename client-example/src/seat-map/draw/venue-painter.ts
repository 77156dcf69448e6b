import type { MapTexts } from '../map-texts';
import type { SeatState } from '../store/seat-store';
import type { Camera } from './camera';
import { overlaps } from './outlines';
import { type Ink, mix, type Palette } from './palette';
import type { Area, Scene } from './scene';
import { TextPainter, type Words } from './text-painter';

/** From this size of a seat on, in CSS pixels, rows show their names. */
const ROW_NAME_PX = 10;

/** The venue around the seats: sections, stage, tables, standing areas, and their names. */
export class VenuePainter {
  private readonly texts: TextPainter;
  /** Of names behind seats: there, and no rival of the seats. */
  private readonly behind: Ink;
  private readonly ways = new Map<number, readonly Words[]>();
  visibleZones: ReadonlySet<number> | null = null;

  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly store: SeatState,
    private readonly scene: Scene,
    private readonly palette: Palette,
    private readonly words: MapTexts,
    private readonly isMine: (index: number) => boolean,
  ) {
    this.texts = new TextPainter(context, palette);
    this.behind = mix(palette.section, palette.text, 0.08);
  }

  /** Seats are under 3 px: each section is one shape, in the color of its cheapest price, paler the fewer are free. */
  paintSections(camera: Camera): void {
    const { scene, context, palette, store } = this;
    const ratio = this.toVenue(camera);
    const seen = camera.seen();
    const texts: [area: Area, ways: readonly Words[], rgb: number][] = [];
    context.lineWidth = 1 / camera.scale;
    scene.sections.forEach((area, section) => {
      if (!overlaps(area.bounds, seen)) return;
      const free = store.priced.freeIn(section, store.counts, this.visibleZones);
      const cheapest = store.priced.cheapestIn(section, store.counts, this.visibleZones);
      const ink = this.inkOf(section, free, cheapest);
      this.fill(area, ink, free === 0 ? palette.sectionLine : mix(ink, palette.text, 0.35));
      const ways = this.waysOf(section, cheapest);
      texts.push([area, ways, free === 0 ? palette.muted.rgb : ink.text]);
    });
    this.paintOthers(camera);
    this.texts.begin(ratio);
    for (const [area, ways, rgb] of texts) this.texts.inArea(area, ways, camera, rgb);
    this.nameOthers(camera);
    this.texts.end();
  }

  /** The seats are on the canvas already: all of this is below them, and so in the opposite order. */
  paintBelow(camera: Camera): void {
    const { scene, context, palette, store } = this;
    this.toVenue(camera);
    const seen = camera.seen();
    context.globalCompositeOperation = 'destination-over';
    context.lineWidth = 1 / camera.scale;
    for (const area of scene.tables)
      if (overlaps(area.bounds, seen)) this.fillBelow(area, palette.page, palette.sectionLine);
    for (const area of scene.standing) {
      const { from = 0, to = 0 } = store.geometry.rows[area.row] ?? {};
      const ink = this.inkOf(area.section, this.freeOf(area.row), store.zoneOf(from), to - from);
      this.fillBelow(area, ink, mix(ink, palette.text, 0.35));
    }
    for (const area of scene.sections) {
      if (!overlaps(area.bounds, seen)) continue;
      this.texts.behind(area, this.behind.rgb);
      this.fillBelow(area, palette.section, palette.sectionLine);
    }
    context.globalCompositeOperation = 'source-over';
  }

  paintAbove(camera: Camera): void {
    const { scene, palette, store } = this;
    const ratio = this.toVenue(camera);
    this.paintOthers(camera);
    this.texts.begin(ratio);
    this.nameOthers(camera);
    for (const area of scene.tables) this.texts.inArea(area, [[area.name]], camera, palette.muted.rgb);
    for (const area of scene.standing) {
      const { from = 0, to = 0 } = store.geometry.rows[area.row] ?? {};
      const free = this.freeOf(area.row);
      const ink = this.inkOf(area.section, free, store.zoneOf(from), to - from);
      const mine = this.count(area.row, this.isMine);
      const line = `${mine > 0 ? `✓ ${mine} · ` : ''}${free > 0 ? this.words.free(free) : this.words.soldOut}`;
      this.texts.inArea(area, [[area.name, line], [area.name]], camera, ink.text);
    }
    this.texts.end();
    if (camera.seatPx >= ROW_NAME_PX) this.nameRows(camera);
  }

  /** Around the seat that is pointed at. */
  ring(camera: Camera, at: { x: number; y: number }, isFocused: boolean): void {
    const { context } = this;
    const ratio = context.canvas.width / camera.width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.beginPath();
    context.arc(at.x, at.y, Math.max(camera.seatPx / 2 + 3, 6), 0, 2 * Math.PI);
    context.lineWidth = isFocused ? 3 : 2;
    context.strokeStyle = this.palette.focus.css;
    context.stroke();
  }

  private freeOf(row: number): number {
    return this.count(row, (index) => this.store.isFree(index));
  }

  private count(row: number, isCounted: (index: number) => boolean): number {
    const { from = 0, to = 0 } = this.store.geometry.rows[row] ?? {};
    let count = 0;
    for (let index = from; index < to; index += 1) if (isCounted(index)) count += 1;
    return count;
  }

  private inkOf(section: number, free: number, zone: number, size?: number): Ink {
    const { from = 0, to = 1 } = this.store.geometry.sections[section] ?? {};
    const ink = this.palette.free[zone];
    if (free === 0 || ink === undefined) return this.palette.section;
    return mix(this.palette.section, ink, 0.2 + (0.7 * free) / (size ?? to - from));
  }

  /** What a section says of itself, the longest first. Formatting money is slow, and frames follow each other. */
  private waysOf(section: number, cheapest: number): readonly Words[] {
    const key = section * 256 + cheapest;
    const known = this.ways.get(key);
    if (known !== undefined) return known;
    const { name } = this.scene.sections[section] ?? { name: '' };
    const price = this.store.zones[cheapest];
    const long = price ? this.words.from(price) : this.words.soldOut;
    const short = price ? this.words.price(price) : '';
    // Of "Block 112" the number alone tells it from its neighbours.
    const number = name.split(' ').at(-1) ?? '';
    const ways = [[name, long], [number, long], [number, short], price ? [short] : [number]];
    this.ways.set(key, ways);
    return ways;
  }

  private nameRows(camera: Camera): void {
    const [minX, minY, maxX, maxY] = camera.seen(20);
    const size = Math.min(Math.round(camera.seatPx * 0.55), 14);
    for (const { name, x, y } of this.scene.rowNames()) {
      if (x < minX || x > maxX || y < minY || y > maxY) continue;
      const at = camera.toScreen(x, y);
      this.texts.line(name, at.x, at.y, Math.max(size, 9), this.palette.muted.rgb, 500);
    }
  }

  private paintOthers(camera: Camera): void {
    const seen = camera.seen();
    const { scenery, stage } = this.scene;
    for (const area of scenery)
      if (overlaps(area.bounds, seen)) this.fill(area, this.palette.page, this.palette.sectionLine);
    if (stage && overlaps(stage.bounds, seen)) this.fill(stage, this.palette.stage, this.palette.stage);
  }

  private nameOthers(camera: Camera): void {
    const { scenery, stage } = this.scene;
    for (const area of scenery) this.texts.inArea(area, [[area.name]], camera, this.palette.muted.rgb);
    if (stage) this.texts.inArea(stage, [[stage.name]], camera, this.palette.stageText.rgb);
  }

  private fill({ path }: Area, fill: Ink, line: Ink): void {
    this.context.fillStyle = fill.css;
    this.context.fill(path);
    this.context.strokeStyle = line.css;
    this.context.stroke(path);
  }

  private fillBelow({ path }: Area, fill: Ink, line: Ink): void {
    this.context.strokeStyle = line.css;
    this.context.stroke(path);
    this.context.fillStyle = fill.css;
    this.context.fill(path);
  }

  /** From here on the canvas counts in centimetres of the venue. */
  private toVenue(camera: Camera): number {
    this.texts.forgetFont();
    const { width, height } = this.context.canvas;
    const ratio = width / camera.width;
    const scale = camera.scale * ratio;
    this.context.setTransform(scale, 0, 0, scale, width / 2 - camera.x * scale, height / 2 - camera.y * scale);
    return ratio;
  }
}
