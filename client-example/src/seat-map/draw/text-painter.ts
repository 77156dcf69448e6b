import type { Camera } from './camera';
import { largestIn } from './outlines';
import { cssOf, type Palette } from './palette';
import type { Area } from './scene';

const SIZES = [14, 12, 10];
const LINE = 1.25;
/** Beside a text, in its own size. */
const PADDING = 0.15;
const MARGIN = 100;

/** Lines of a text, the first one bold. */
export type Words = readonly string[];

type Weight = 400 | 500 | 600;
type Line = Parameters<TextPainter['line']>;

/** The largest size of each text in each area. */
const rooms = new WeakMap<Area, Map<string, number>>();

/** Texts in the middle of areas, as large as they fit. */
export class TextPainter {
  private readonly widths = new Map<string, number>();
  private readonly boldWidths = new Map<string, number>();
  private readonly waiting: Line[] = [];
  private font = '';

  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly palette: Palette,
  ) {}

  begin(ratio: number): void {
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.align();
  }

  /** Draws what fits into areas, font by font: to change the font takes longer than to draw a text. */
  end(): void {
    const ofFont = (weight: Weight, size: number) =>
      this.waiting.filter((line) => line[5] === weight && line[3] === size);
    for (const size of SIZES) {
      for (const line of [...ofFont(600, size), ...ofFont(400, size)]) this.line(...line);
    }
    this.waiting.length = 0;
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
        this.waiting.push([line, at.x, y, size, rgb, place === 0 ? 600 : 400]);
      });
      return;
    }
  }

  /** The name of an area behind its seats, as large as it fits. The canvas counts in centimetres here. */
  behind(area: Area, rgb: number): void {
    const [, minY, , maxY] = area.bounds;
    const size = Math.min((0.8 * area.span) / (this.widthOf(area.name, 0) || 1), 0.4 * (maxY - minY));
    this.align();
    this.line(area.name, ...area.at, size, rgb, 600);
  }

  /** The largest size of this text in the area, in centimetres: found once, because frames differ in scale alone. */
  private roomFor(area: Area, lines: Words): number {
    const key = lines.join('\n');
    const ofArea = rooms.get(area) ?? new Map<string, number>();
    rooms.set(area, ofArea);
    let room = ofArea.get(key);
    if (room === undefined) {
      const width = Math.max(...lines.map((line, place) => this.widthOf(line, place)));
      room = largestIn(area, width / 2 + PADDING, (LINE * lines.length) / 2);
      ofArea.set(key, room);
    }
    return room;
  }

  line(text: string, x: number, y: number, size: number, rgb: number, weight: Weight): void {
    this.setFont(weight, size);
    this.context.fillStyle = cssOf(rgb);
    this.context.fillText(text, x, y);
  }

  /**
   * Of a line for each pixel of its size. The first line of a text is bold. By letter: a stadium has hundreds of names
   * of the same few letters, and to measure each name would be most of the first picture's time.
   */
  private widthOf(line: string, place: number): number {
    const [weight, widths] = place === 0 ? ([600, this.boldWidths] as const) : ([400, this.widths] as const);
    let sum = 0;
    for (const letter of line) {
      let width = widths.get(letter);
      if (width === undefined) {
        this.setFont(weight, 10);
        width = this.context.measureText(letter).width / 10;
        widths.set(letter, width);
      }
      sum += width;
    }
    return sum;
  }

  /** A canvas that was resized has lost its font, and so every picture begins with `forgetFont`. */
  private setFont(weight: Weight, size: number): void {
    const font = `${weight} ${size}px ${this.palette.font}`;
    if (font !== this.font) this.context.font = font;
    this.font = font;
  }

  forgetFont(): void {
    this.font = '';
  }

  private align(): void {
    this.context.textAlign = 'center';
    this.context.textBaseline = 'middle';
  }
}
