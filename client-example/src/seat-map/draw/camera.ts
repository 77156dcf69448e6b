export type Bounds = readonly [minX: number, minY: number, maxX: number, maxY: number];

/** Which part of the venue is seen: the point in the middle of the canvas, and how many CSS pixels a centimetre has. */
export interface Sight {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

const MARGIN_PX = 24;
/** The largest that a seat is drawn, and the largest after "show these seats". */
const SEAT_PX_MAX = 64;
const SEAT_PX_FIT = 36;
const PIXELS_MAX = 8_000_000;
const RATIO_MAX = 3;

export class Camera implements Sight {
  x = 0;
  y = 0;
  scale = 1;
  width = 1;
  height = 1;
  private scaleMin = 0;
  private scaleMax = 1;

  constructor(
    private readonly bounds: Bounds,
    /** Centimetres that a seat measures. */
    readonly seatSize: number,
  ) {}

  /** A canvas of another size shows the same middle; one that showed everything still does. */
  resize(width: number, height: number): void {
    const showedAll = this.scale <= this.scaleMin * 1.01 || this.scaleMin === 0;
    this.width = width;
    this.height = height;
    const all = this.sightOf(this.bounds);
    this.scaleMin = all.scale;
    this.scaleMax = Math.max(SEAT_PX_MAX / this.seatSize, all.scale * 2);
    if (showedAll) this.look(all);
    else this.look(this);
  }

  /** Never past the venue's edge, never nearer or further than makes sense. */
  limit(sight: Sight): Sight {
    const [minX, minY, maxX, maxY] = this.bounds;
    const scale = clamp(sight.scale, this.scaleMin, this.scaleMax);
    const slackX = Math.max(0, (maxX - minX) / 2 - (this.width / 2 - MARGIN_PX) / scale);
    const slackY = Math.max(0, (maxY - minY) / 2 - (this.height / 2 - MARGIN_PX) / scale);
    return {
      x: clamp(sight.x, (minX + maxX) / 2 - slackX, (minX + maxX) / 2 + slackX),
      y: clamp(sight.y, (minY + maxY) / 2 - slackY, (minY + maxY) / 2 + slackY),
      scale,
    };
  }

  look(sight: Sight): void {
    const { x, y, scale } = this.limit(sight);
    this.x = x;
    this.y = y;
    this.scale = scale;
  }

  /** Where to look to see all of this. */
  sightOf([minX, minY, maxX, maxY]: Bounds, margin = MARGIN_PX): Sight {
    const across = Math.max(maxX - minX, 1);
    const down = Math.max(maxY - minY, 1);
    const scale = Math.min((this.width - 2 * margin) / across, (this.height - 2 * margin) / down);
    return { x: (minX + maxX) / 2, y: (minY + maxY) / 2, scale: Math.max(scale, 1e-6) };
  }

  /** Where to look to see these seats, with their surroundings. */
  sightOfSeats(bounds: Bounds): Sight {
    const sight = this.sightOf(bounds, Math.min(this.width, this.height) / 5);
    return { ...sight, scale: Math.min(sight.scale, SEAT_PX_FIT / this.seatSize) };
  }

  /** Zooms so that the point under these pixels stays where it is. */
  zoomAt(factor: number, px: number, py: number): void {
    const scale = clamp(this.scale * factor, this.scaleMin, this.scaleMax);
    const [worldX, worldY] = this.toWorld(px, py);
    this.look({ x: worldX - (px - this.width / 2) / scale, y: worldY - (py - this.height / 2) / scale, scale });
  }

  panBy(dx: number, dy: number): void {
    this.look({ x: this.x - dx / this.scale, y: this.y - dy / this.scale, scale: this.scale });
  }

  toWorld(px: number, py: number): [x: number, y: number] {
    return [this.x + (px - this.width / 2) / this.scale, this.y + (py - this.height / 2) / this.scale];
  }

  toScreen(x: number, y: number): { x: number; y: number } {
    return { x: (x - this.x) * this.scale + this.width / 2, y: (y - this.y) * this.scale + this.height / 2 };
  }

  /** The part of the venue that is seen, and so much more around it. */
  seen(marginPx = 0): Bounds {
    const [minX, minY] = this.toWorld(-marginPx, -marginPx);
    const [maxX, maxY] = this.toWorld(this.width + marginPx, this.height + marginPx);
    return [minX, minY, maxX, maxY];
  }

  get seatPx(): number {
    return this.seatSize * this.scale;
  }

  get showsAll(): boolean {
    return this.scale <= this.scaleMin * 1.05;
  }
}

/** Of a canvas of so many CSS pixels: beyond some millions of pixels, they are too small to be seen. */
export const pixelRatioFor = (cssPixels: number): number =>
  Math.min(devicePixelRatio, RATIO_MAX, Math.sqrt(PIXELS_MAX / cssPixels));

const clamp = (value: number, min: number, max: number) => Math.min(Math.max(value, min), max);
