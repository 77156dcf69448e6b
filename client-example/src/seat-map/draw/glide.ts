import type { Camera, Sight } from './camera';

const GLIDE_MS = 320;

/** A movement of the camera that is seen, so that nobody loses the place. */
export class Glide {
  private readonly from: Sight;

  constructor(
    camera: Camera,
    readonly to: Sight,
    private readonly startedAt: number,
  ) {
    const { x, y, scale } = camera;
    this.from = { x, y, scale };
  }

  /** Returns false at the end. */
  advance(camera: Camera, now: number): boolean {
    const t = Math.min((now - this.startedAt) / GLIDE_MS, 1);
    const eased = 1 - (1 - t) ** 3;
    const { from, to } = this;
    const scale = from.scale * (to.scale / from.scale) ** eased;
    // The middle moves with the scale: what lies between both views stays in sight.
    const share = to.scale === from.scale ? eased : (1 / from.scale - 1 / scale) / (1 / from.scale - 1 / to.scale);
    camera.look({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share, scale });
    return t < 1;
  }
}
