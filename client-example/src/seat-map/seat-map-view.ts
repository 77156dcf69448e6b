import type { Translate } from '../messages/translate';
import type { SeatSelection } from './choose/selection';
import { MapPainter } from './draw/map-painter';
import { boundsOf } from './draw/outlines';
import { listenToGestures } from './input/gestures';
import { seatAt } from './input/hit-test';
import { listenToKeys } from './input/keyboard';
import { type Direction, nextSeat } from './input/next-seat';
import { type SeatDetails, seatDetails } from './seat-details';
import { scheduleFrame } from './store/frames';
import type { SeatState } from './store/seat-store';

export interface SeatMapOptions {
  readonly store: SeatState;
  /** Left out where nothing can be chosen, such as on an order's page. */
  readonly selection?: SeatSelection;
  readonly t: Translate;
  readonly locale: string;
  formatMoney(amountMinor: number, currency: string): string;
  /** The seat below the mouse or with the keyboard's focus, and where it is on the canvas. */
  onFocusSeat?(index: number | null, at: { x: number; y: number } | null): void;
}

const TOUCH_PX = 24;
const MOUSE_PX = 10;
/** A press on a section, and a step by key, come as near as this. */
const SEAT_PX_NEAR = 18;
const EDGE_PX = 56;

export class SeatMapView {
  private painter: MapPainter;
  private focused: number | null = null;
  private hovered: number | null = null;
  private readonly invalidate: () => void;
  private readonly ends: (() => void)[] = [];

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly options: SeatMapOptions,
  ) {
    const { store, selection } = options;
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'application');
    canvas.setAttribute('aria-label', options.t('map.label'));
    canvas.classList.add('seat-map-canvas');
    this.invalidate = scheduleFrame(() => this.painter.paint(this.pointed) && this.invalidate());
    this.painter = new MapPainter(canvas, options, this.invalidate);
    const sizes = new ResizeObserver(() => this.painter.resize() && this.invalidate());
    sizes.observe(canvas);
    const theme = () => this.refreshTheme();
    const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query));
    for (const query of queries) {
      query.addEventListener('change', theme);
      this.ends.push(() => query.removeEventListener('change', theme));
    }
    this.ends.push(
      () => sizes.disconnect(),
      store.subscribe(() => this.storeChanged()),
      store.onChange((index) => this.painter.changed(index)),
      listenToGestures(canvas, {
        panBy: (dx, dy) => this.moved(() => this.painter.camera.panBy(dx, dy)),
        zoomAt: (factor, x, y) => this.moved(() => this.painter.camera.zoomAt(factor, x, y)),
        tap: (x, y, isTouch) => this.tap(x, y, isTouch),
        hover: (x, y) => this.hover(this.indexAt(x, y, 0, () => true)),
        leave: () => this.hover(-1),
      }),
      listenToKeys(canvas, {
        step: (direction) => this.step(direction),
        press: () => this.focused !== null && selection?.press(this.focused),
        zoomBy: (factor) => this.zoomBy(factor),
        fit: () => this.fit(),
        escape: () => this.escape(),
      }),
    );
    if (selection) this.ends.push(selection.subscribe(() => this.choiceChanged(selection)));
    this.invalidate();
  }

  /** Shows the whole venue, or these seats. */
  fit(indices?: readonly number[]): void {
    const { camera } = this.painter;
    const { x, y, bounds } = this.options.store.geometry;
    const points = (indices ?? []).map((index) => [x[index] ?? 0, y[index] ?? 0] as const);
    this.painter.glideTo(points.length > 0 ? camera.sightOfSeats(boundsOf(points)) : camera.sightOf(bounds));
  }

  zoomBy(factor: number): void {
    const { x, y, scale } = this.painter.sightAfterGlide;
    this.painter.glideTo({ x, y, scale: scale * factor });
  }

  /** The places of the prices to show in `SeatStore.zones`; null for all. */
  setVisibleZones(zones: ReadonlySet<number> | null): void {
    this.painter.setVisibleZones(zones);
    this.invalidate();
  }

  refreshTheme(): void {
    this.painter.refreshTheme();
    this.invalidate();
  }

  /** Where a seat is, in the coordinates of the window. */
  at(index: number): { x: number; y: number } {
    const { left, top } = this.canvas.getBoundingClientRect();
    const { x, y } = this.placeOf(index);
    return { x: x + left, y: y + top };
  }

  /** The seat that a press at this place of the canvas would mean, or -1. */
  indexAt(x: number, y: number, reachPx: number, isWanted: (index: number) => boolean): number {
    const { camera } = this.painter;
    const distance = Math.max(reachPx, camera.seatPx * 0.7) / camera.scale;
    return seatAt({ store: this.options.store, ...this.painter }, camera.toWorld(x, y), distance, isWanted);
  }

  destroy(): void {
    for (const end of this.ends) end();
    this.painter.destroy();
  }

  private get pointed(): SeatDetails | null {
    const index = this.focused ?? this.hovered;
    if (index === null) return null;
    return seatDetails(this.options, index, this.placeOf(index), this.focused === index);
  }

  private placeOf(index: number): { x: number; y: number } {
    const { x, y } = this.options.store.geometry;
    return this.painter.camera.toScreen(x[index] ?? 0, y[index] ?? 0);
  }

  private moved(move: () => void): void {
    this.painter.stopGlide();
    move();
    this.invalidate();
  }

  private tap(x: number, y: number, isTouch: boolean): void {
    const { store, selection } = this.options;
    this.focus(null);
    if (this.painter.showsSections) {
      this.comeNear(...this.painter.camera.toWorld(x, y));
      return;
    }
    const canBeHad = (index: number) =>
      this.painter.canBeSeen(index) && (store.isFree(index) || selection?.chosen.includes(index) === true);
    const index = this.indexAt(x, y, isTouch ? TOUCH_PX : MOUSE_PX, canBeHad);
    if (index < 0) return;
    selection?.press(index);
    if (!isTouch) this.hover(index);
  }

  private comeNear(x: number, y: number): void {
    const { camera } = this.painter;
    this.painter.glideTo({ x, y, scale: camera.scale * Math.max(1, SEAT_PX_NEAR / camera.seatPx) });
  }

  private step(direction: Direction): void {
    const { painter } = this;
    const { camera, grid } = painter;
    const { store } = this.options;
    const next =
      this.focused === null
        ? grid.nearest(camera.x, camera.y, Number.MAX_SAFE_INTEGER, (index) => store.isFree(index))
        : nextSeat(store.geometry, grid, this.focused, direction);
    if (next < 0) return;
    this.focus(next);
    const { x, y } = this.placeOf(next);
    const isSeen = x > EDGE_PX && y > EDGE_PX && x < camera.width - EDGE_PX && y < camera.height - EDGE_PX;
    if (camera.seatPx < MOUSE_PX || !isSeen) {
      this.comeNear(store.geometry.x[next] ?? 0, store.geometry.y[next] ?? 0);
    }
  }

  private escape(): boolean {
    const hadFocus = this.focused !== null;
    this.focus(null);
    return hadFocus;
  }

  private focus(index: number | null): void {
    if (this.focused === index) return;
    this.focused = index;
    this.options.onFocusSeat?.(index, index === null ? null : this.placeOf(index));
    this.invalidate();
  }

  private hover(index: number): void {
    const hovered = index < 0 || this.painter.showsSections ? null : index;
    this.canvas.style.cursor = hovered !== null && this.options.store.isFree(hovered) ? 'pointer' : '';
    if (hovered === this.hovered && this.focused === null) return;
    this.focused = null;
    this.hovered = hovered;
    this.options.onFocusSeat?.(hovered, hovered === null ? null : this.placeOf(hovered));
    this.invalidate();
  }

  private storeChanged(): void {
    if (this.painter.geometry !== this.options.store.geometry) {
      this.painter.destroy();
      this.painter = new MapPainter(this.canvas, this.options, this.invalidate);
      this.focused = null;
      this.hovered = null;
    }
    this.painter.refreshLooks();
    this.invalidate();
  }

  private choiceChanged({ lost }: SeatSelection): void {
    this.painter.lose(lost);
    this.painter.refreshLooks();
    this.invalidate();
  }
}
