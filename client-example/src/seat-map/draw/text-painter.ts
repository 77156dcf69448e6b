import type { Camera } from './camera';
import { isInside } from './outlines';
import { cssOf, type Palette } from './palette';
import type { Area } from './scene';

const SIZES = [14, 12, 10];
const LINE = 1.25;
/** Beside a text, in its own size. */
const PADDING = 0.15;
const MARGIN = 100;
/** Halves the doubt about the room for a text so many times. */
const ROOM_STEPS = 10;

/** Lines of a text, the first one bold. */
export type Words = readonly string[];

/** The largest size of each text in each area. */
const rooms = new WeakMap<Area, Map<string, number>>();

/** Texts in the middle of areas, as large as they fit. */
export class TextPainter {
  private readonly widths = new Map<string, number>();

  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly palette: Palette,
  ) {}

  begin(ratio: number): void {
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.textAlign = 'center';
    this.context.textBaseline = 'middle';
  }

  /** Of several ways to say something, from the longest to the shortest, the first that fits into the area. */
  inArea(area: Area, ways: readonly Words[], camera: Camera, rgb: number): void {
    const at = camera.toScreen(...area.at);
    if (at.x < -MARGIN || at.y < -MARGIN || at.x > camera.width + MARGIN || at.y > camera.height + MARGIN) return;
    for (const lines of ways) {
      const room = this.roomFor(area, lines) * camera.scale;
      const size = SIZES.find((px) => px <= room);
      if (size === undefined) continue;
      lines.forEach((line, place) => {
        const y = at.y + (place - (lines.length - 1) / 2) * size * LINE;
        this.line(line, at.x, y, size, rgb, place === 0 ? 600 : 400);
      });
      return;
    }
  }

  /** The name of an area behind its seats, as large as it fits. The canvas counts in centimetres here. */
  behind(area: Area, rgb: number): void {
    const [, minY, , maxY] = area.bounds;
    const size = Math.min((0.8 * area.span) / (this.widthOf(area.name, 0) || 1), 0.4 * (maxY - minY));
    this.context.textAlign = 'center';
    this.context.textBaseline = 'middle';
    this.line(area.name, ...area.at, size, rgb, 600);
  }

  /** The largest size of this text in the area, in centimetres: found once, because frames differ in scale alone. */
  private roomFor(area: Area, lines: Words): number {
    const known = rooms.get(area)?.get(lines.join('\n'));
    if (known !== undefined) return known;
    let [room, tooLarge] = [0, area.bounds[3] - area.bounds[1]];
    for (let step = 0; step < ROOM_STEPS; step += 1) {
      const size = (room + tooLarge) / 2;
      if (this.fits(area, lines, size)) room = size;
      else tooLarge = size;
    }
    const ofArea = rooms.get(area) ?? new Map<string, number>();
    rooms.set(area, ofArea.set(lines.join('\n'), room));
    return room;
  }

  /** Whether the corners of the text lie inside of the area, for a size in centimetres. */
  private fits({ outline, at: [x, y] }: Area, lines: Words, size: number): boolean {
    const across = (size * Math.max(...lines.map((line, place) => this.widthOf(line, place)))) / 2 + size * PADDING;
    const down = (size * LINE * lines.length) / 2;
    return [-1, 1].every((sx) => [-1, 1].every((sy) => isInside(outline, x + sx * across, y + sy * down)));
  }

  line(text: string, x: number, y: number, size: number, rgb: number, weight: number): void {
    this.context.font = `${weight} ${size}px ${this.palette.font}`;
    this.context.fillStyle = cssOf(rgb);
    this.context.fillText(text, x, y);
  }

  /** Of a line for each pixel of its size. The first line of a text is bold. */
  private widthOf(line: string, place: number): number {
    const key = Math.min(place, 1) + line;
    let width = this.widths.get(key);
    if (width === undefined) {
      this.context.font = `${place === 0 ? 600 : 400} 10px ${this.palette.font}`;
      width = this.context.measureText(line).width / 10;
      this.widths.set(key, width);
    }
    return width;
  }
}
