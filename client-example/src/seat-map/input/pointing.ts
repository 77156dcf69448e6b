import type { MapPainter } from '../draw/map-painter';
import { type SeatDetails, seatDetails } from '../seat-details';
import type { SeatMapOptions } from '../seat-map-view';
import { type Direction, nextSeat } from './next-seat';

const EDGE_PX = 56;
/** A step by key comes nearer where seats are smaller than this. */
const SEAT_PX_MIN = 10;

/** The seat below the mouse, or the one to which the arrow keys have led. There is one at most. */
export class Pointing {
  private focused: number | null = null;
  private hovered: number | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly options: SeatMapOptions,
    private readonly painter: MapPainter,
    private readonly invalidate: () => void,
  ) {}

  get focus(): number | null {
    return this.focused;
  }

  get details(): SeatDetails | null {
    const index = this.focused ?? this.hovered;
    return index === null ? null : seatDetails(this.options, index, this.focused === index);
  }

  hover(index: number): void {
    const hovered = index < 0 || this.painter.showsSections ? null : index;
    this.canvas.style.cursor = hovered !== null && this.options.store.isFree(hovered) ? 'pointer' : '';
    if (hovered !== this.hovered || this.focused !== null) this.point(null, hovered);
  }

  /** Returns whether there was a focus to leave. */
  leave(): boolean {
    if (this.focused === null) return false;
    this.point(null, null);
    return true;
  }

  /** By arrow key: from the middle of what is seen, then from seat to seat. */
  step(direction: Direction): void {
    const { camera, grid } = this.painter;
    const { store } = this.options;
    const next =
      this.focused === null
        ? grid.nearest(camera.x, camera.y, Number.MAX_SAFE_INTEGER, (index) => store.isFree(index))
        : nextSeat(store.geometry, grid, this.focused, direction);
    if (next < 0) return;
    this.point(next, null);
    const { x, y } = this.painter.placeOf(next);
    const isSeen = x > EDGE_PX && y > EDGE_PX && x < camera.width - EDGE_PX && y < camera.height - EDGE_PX;
    if (camera.seatPx < SEAT_PX_MIN || !isSeen) {
      this.painter.comeNear(store.geometry.x[next] ?? 0, store.geometry.y[next] ?? 0);
    }
  }

  private point(focused: number | null, hovered: number | null): void {
    this.focused = focused;
    this.hovered = hovered;
    const index = focused ?? hovered;
    this.options.onFocusSeat?.(index, index === null ? null : this.painter.placeOf(index));
    this.invalidate();
  }
}
