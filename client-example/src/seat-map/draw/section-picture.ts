import type { Bounds, Camera } from './camera';
import type { VenuePainter } from './venue-painter';

/** While the map moves, its last picture may be so much larger or smaller than what it is drawn for. */
const STRETCH_MAX = 1.4;
const MARGIN_CM = 100;
const PIXELS_MAX = 6_000_000;
/** Changes of the seats appear in a moving map so soon. */
const STALE_MS = 500;

/**
 * A picture of all sections, drawn once and moved as a whole while fingers are on the map: shapes and texts are slow
 * without a GPU. As soon as the map rests it is drawn anew, and sharp.
 */
export class SectionPicture {
  private madeAt = Number.NEGATIVE_INFINITY;
  private madeFor: unknown;
  private last = '';
  private painter: VenuePainter | null = null;

  constructor(
    private readonly bounds: Bounds,
    /** Of the picture. */
    private readonly camera: Camera,
    private readonly canvas: HTMLCanvasElement,
    private readonly makePainter: () => VenuePainter,
  ) {}

  /** Returns false where the map rests, or the picture would be too large: then the sections are to be drawn. */
  paint(context: CanvasRenderingContext2D, view: Camera, now: number, zones: ReadonlySet<number> | null): boolean {
    const seen = `${view.x} ${view.y} ${view.scale}`;
    const isMoving = this.last !== '' && seen !== this.last;
    this.last = seen;
    if (!isMoving) return false;
    const { canvas, camera } = this;
    const ratio = context.canvas.width / view.width;
    const stretch = view.scale / camera.scale;
    const isUsable = stretch < STRETCH_MAX && stretch > 1 / STRETCH_MAX && this.madeFor === zones;
    if (!(isUsable && now - this.madeAt < STALE_MS) && !this.make(view.scale, ratio, now, zones)) return false;
    const scale = view.scale * ratio;
    const left = (camera.x - view.x) * scale + context.canvas.width / 2;
    const top = (camera.y - view.y) * scale + context.canvas.height / 2;
    const grown = scale / (camera.scale * ratio);
    const [width, height] = [canvas.width * grown, canvas.height * grown];
    context.drawImage(canvas, left - width / 2, top - height / 2, width, height);
    return true;
  }

  /** After a change of theme. */
  forget(): void {
    this.painter = null;
    this.madeAt = Number.NEGATIVE_INFINITY;
  }

  private make(scale: number, ratio: number, now: number, zones: ReadonlySet<number> | null): boolean {
    const [minX, minY, maxX, maxY] = this.bounds;
    const { camera, canvas } = this;
    const width = Math.ceil((maxX - minX + 2 * MARGIN_CM) * scale);
    const height = Math.ceil((maxY - minY + 2 * MARGIN_CM) * scale);
    if (width * height * ratio * ratio > PIXELS_MAX) return false;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    Object.assign(camera, { x: (minX + maxX) / 2, y: (minY + maxY) / 2, scale, width, height });
    this.painter ??= this.makePainter();
    this.painter.visibleZones = zones;
    this.painter.paintSections(camera);
    this.madeAt = now;
    this.madeFor = zones;
    return true;
  }
}
