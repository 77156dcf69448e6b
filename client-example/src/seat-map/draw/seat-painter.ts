import type { Geometry } from '../store/geometry';
import type { Camera } from './camera';
import { GlyphSet } from './glyphs';
import { DIM, HELD_LOOK, MINE_LOOK, TAKEN_LOOK } from './looks';
import type { Motion } from './motion';
import type { Palette } from './palette';
import { Picture } from './picture';
import type { SeatGrid } from './seat-grid';
import { type Shape, Stencils } from './stencils';

/** From this size on, in CSS pixels, a seat shows its number, and one's own seats a tick instead of a square. */
const NUMBER_PX = 17;
const TICK_PX = 7;
const SHAPES_MIN_PX = 2;

export class SeatPainter {
  private picture = new Picture(1, 1);
  private stencils = new Stencils(1);
  private readonly glyphs = new Map<number, GlyphSet>();
  /** By look. */
  private readonly colors = new Uint32Array(256);
  private readonly texts = new Uint32Array(256);

  constructor(
    private readonly geometry: Geometry,
    private readonly gridOf: () => SeatGrid,
    private readonly palette: Palette,
  ) {
    palette.free.forEach(({ rgb, text }, zone) => {
      this.colors[zone] = rgb;
      this.texts[zone] = text;
    });
    for (const [look, ink] of [
      [DIM, palette.dim],
      [HELD_LOOK, palette.held],
      [TAKEN_LOOK, palette.taken],
      [MINE_LOOK, palette.mine],
    ] as const) {
      this.colors[look] = ink.rgb;
      this.texts[look] = ink.text;
    }
  }

  /** Draws all seats in view, in place of whatever is on the canvas. */
  paint(context: CanvasRenderingContext2D, camera: Camera, looks: Uint8Array, motion: Motion, now: number): void {
    const { width, height } = context.canvas;
    if (this.picture.width !== width || this.picture.height !== height) {
      this.picture = new Picture(width, height);
      this.stencils = new Stencils(width);
    }
    const { picture, geometry, stencils, colors } = this;
    const grid = this.gridOf();
    const scale = (camera.scale * width) / camera.width;
    const [left, top] = [width / 2 - camera.x * scale, height / 2 - camera.y * scale];
    const size = Math.max(SHAPES_MIN_PX, Math.round((camera.seatPx * width) / camera.width));
    const shapes = Array.from({ length: 256 }, (_, look) => stencils.get(this.shapeOf(look, camera.seatPx), size));
    const numbers = camera.seatPx >= NUMBER_PX;
    const { x, y } = geometry;
    picture.clear();
    for (const [from, to] of grid.runs(camera.seen(size))) {
      for (let place = from; place < to; place += 1) {
        const index = grid.seats[place] ?? 0;
        const px = Math.round((x[index] ?? 0) * scale + left);
        const py = Math.round((y[index] ?? 0) * scale + top);
        if (px < -size || py < -size || px > width + size || py > height + size) continue;
        const look = looks[index] ?? 0;
        const stencil = shapes[look];
        if (stencil === undefined || motion.moves.has(index)) continue;
        picture.stamp(stencil, colors[look] ?? 0, px, py);
        if (numbers && look <= DIM) this.write(index, look, size, px, py);
        else if (look === MINE_LOOK) this.tick(size, camera.seatPx, px, py);
      }
    }
    const at = (index: number) => [
      Math.round((x[index] ?? 0) * scale + left),
      Math.round((y[index] ?? 0) * scale + top),
    ];
    for (const [index, move] of motion.moves) {
      const [px = 0, py = 0] = at(index);
      if (px < -size || py < -size || px > width + size || py > height + size) continue;
      const { look, growth, leap } = motion.stepOf(move, looks[index] ?? 0, now);
      const grown = Math.max(size, Math.round(size * growth));
      const lifted = py - Math.round(leap * size);
      picture.stamp(stencils.get(this.shapeOf(look, camera.seatPx), grown), colors[look] ?? 0, px, lifted);
      if (look === MINE_LOOK) this.tick(grown, camera.seatPx, px, lifted);
    }
    for (const [index, startedAt] of motion.lost) {
      const [px = 0, py = 0] = at(index);
      const spread = Math.round(size * (1 + motion.pulseOf(startedAt, now)));
      picture.stamp(stencils.get('ring', Math.max(spread, 8)), this.palette.lost.rgb, px, py);
      picture.blend(stencils.get('cross', Math.max(size, 6)), this.palette.lost.rgb, px, py);
    }
    picture.putOn(context);
  }

  private shapeOf(look: number, seatPx: number): Shape {
    if (look === HELD_LOOK) return 'ring';
    if (look === TAKEN_LOOK || look === DIM) return 'dot';
    return look === MINE_LOOK && seatPx < TICK_PX ? 'square' : 'disc';
  }

  private write(index: number, look: number, size: number, px: number, py: number): void {
    if (look === DIM) return;
    const sizePx = Math.round(size * 0.44);
    const glyphs = this.glyphs.get(sizePx) ?? new GlyphSet(this.palette.font, sizePx);
    this.glyphs.set(sizePx, glyphs);
    this.picture.write(this.geometry.numberOf(index), glyphs, this.texts[look] ?? 0, px, py);
  }

  private tick(size: number, seatPx: number, px: number, py: number): void {
    if (seatPx < TICK_PX) return;
    this.picture.blend(this.stencils.get('tick', size), this.palette.mineText.rgb, px, py);
  }
}
