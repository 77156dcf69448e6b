import type { Translate } from '../messages/translate';
import type { MapSelection } from './choose/map-selection';
import { MapPainter } from './draw/map-painter';
import { boundsOf } from './draw/outlines';
import { listenToGestures } from './input/gestures';
import { seatAt } from './input/hit-test';
import { listenToKeys } from './input/keyboard';
import { Pointing } from './input/pointing';
import type { MapTexts } from './map-texts';
import { scheduleFrame } from './store/frames';
import type { SeatState } from './store/seat-store';

export interface SeatMapOptions {
  readonly store: SeatState;
  /** Left out where nothing can be chosen, such as on an order's page. */
  readonly selection?: MapSelection;
  readonly t: Translate;
  readonly locale: string;
  readonly texts: MapTexts;
  /** The seat below the mouse or with the keyboard's focus, and where it is on the canvas. */
  onFocusSeat?(index: number | null, at: { x: number; y: number } | null): void;
}

const TOUCH_PX = 24;
const MOUSE_PX = 10;

export class SeatMapView {
  private painter: MapPainter;
  private pointing: Pointing;
  private mineTick = 0;
  private priced: object | null = null;
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
    this.invalidate = scheduleFrame(() => this.painter.paint(this.pointing.details) && this.invalidate());
    this.painter = new MapPainter(canvas, options, this.invalidate);
    this.pointing = new Pointing(canvas, options, this.painter, this.invalidate);
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
      store.onChange((index) => {
        this.painter.changed(index);
        this.invalidate();
      }),
      listenToGestures(canvas, {
        panBy: (dx, dy) => this.moved(() => this.painter.camera.panBy(dx, dy)),
        zoomAt: (factor, x, y) => this.moved(() => this.painter.camera.zoomAt(factor, x, y)),
        tap: (x, y, isTouch) => this.tap(x, y, isTouch),
        hover: (x, y) => this.pointing.hover(this.indexAt(x, y, 0, () => true)),
        leave: () => this.pointing.hover(-1),
      }),
      listenToKeys(canvas, {
        step: (direction) => this.pointing.step(direction),
        press: () => this.pointing.focus !== null && selection?.press(this.pointing.focus),
        zoomBy: (factor) => this.zoomBy(factor),
        fit: () => this.fit(),
        escape: () => this.pointing.leave(),
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

  /** How large a seat is drawn, in CSS pixels. */
  get seatPx(): number {
    return this.painter.camera.seatPx;
  }

  /** Where a seat is, in the coordinates of the window. */
  at(index: number): { x: number; y: number } {
    const { left, top } = this.canvas.getBoundingClientRect();
    const { x, y } = this.painter.placeOf(index);
    return { x: x + left, y: y + top };
  }

  /** The seat that a press at this place of the canvas would mean, or -1. */
  indexAt(x: number, y: number, reachPx: number, isWanted: (index: number) => boolean): number {
    const { camera } = this.painter;
    const { grid, scene } = this.painter;
    const distance = Math.max(reachPx, camera.seatPx * 0.7) / camera.scale;
    return seatAt({ store: this.options.store, grid, scene }, camera.toWorld(x, y), distance, isWanted);
  }

  /** A place of the canvas, as the geometry counts. */
  toVenue(x: number, y: number): readonly [x: number, y: number] {
    return this.painter.camera.toWorld(x, y);
  }

  destroy(): void {
    for (const end of this.ends) end();
    this.painter.destroy();
  }

  private moved(move: () => void): void {
    const { camera } = this.painter;
    const { x, y, scale } = camera;
    this.painter.stopGlide();
    move();
    // At the edge of the venue nothing moves, and nothing is to be drawn.
    if (x !== camera.x || y !== camera.y || scale !== camera.scale) this.invalidate();
  }

  private tap(x: number, y: number, isTouch: boolean): void {
    const { store, selection } = this.options;
    this.pointing.leave();
    if (this.painter.showsSections) {
      this.painter.comeNear(...this.painter.camera.toWorld(x, y));
      return;
    }
    const canBeHad = (index: number) =>
      this.painter.canBeSeen(index) && (selection?.mayPress(index) ?? store.isFree(index));
    const index = this.indexAt(x, y, isTouch ? TOUCH_PX : MOUSE_PX, canBeHad);
    if (index < 0) return;
    selection?.press(index);
    if (!isTouch) this.pointing.hover(index);
  }

  private storeChanged(): void {
    if (this.painter.geometry !== this.options.store.geometry) {
      this.painter.destroy();
      this.painter = new MapPainter(this.canvas, this.options, this.invalidate);
      this.pointing = new Pointing(this.canvas, this.options, this.painter, this.invalidate);
    }
    // Other prices have other places in the legend, and so other colors.
    const isRepriced = this.priced !== null && this.priced !== this.options.store.priced;
    if (isRepriced) this.painter.refreshTheme();
    this.priced = this.options.store.priced;
    if (isRepriced || this.mineTick !== this.options.store.mineTick) this.painter.refreshLooks();
    this.mineTick = this.options.store.mineTick;
    this.invalidate();
  }

  private choiceChanged({ lost }: MapSelection): void {
    this.painter.lose(lost);
    this.painter.refreshLooks();
    this.invalidate();
  }
}
