import type { SeatDetails } from '../seat-details';
import type { SeatMapOptions } from '../seat-map-view';
import type { Geometry } from '../store/geometry';
import { Camera, pixelRatioFor, type Sight } from './camera';
import { Glide } from './glide';
import type { LargeVenue } from './large-venue';
import { DIM, Looks, MINE_LOOK } from './looks';
import { Motion } from './motion';
import { contextOf, type Palette, readPalette } from './palette';
import { type Scene, sceneOf } from './scene';
import { SeatGrid } from './seat-grid';
import { SeatPainter } from './seat-painter';
import { Tooltip } from './tooltip';
import { VenuePainter } from './venue-painter';

/** Below this size of a seat in CSS pixels, sections are drawn instead. */
const SECTIONS_BELOW_PX = 3;
/** A press on a section, and a step by key, come as near as this. */
const SEAT_PX_NEAR = 18;
/** A seat takes so much of the distance to its neighbour. */
const SEAT_SHARE = 0.82;
const LARGE_FROM = 3000;

/** Paints one map: everything that changes when the map of the show is replaced. */
export class MapPainter {
  readonly geometry: Geometry;
  readonly scene: Scene;
  readonly camera: Camera;
  readonly motion = new Motion();
  private readonly context: CanvasRenderingContext2D;
  private readonly looks: Looks;
  private readonly tooltip: Tooltip;
  private large: LargeVenue | null = null;
  private palette!: Palette;
  private madeGrid: SeatGrid | null = null;
  private seats!: SeatPainter;
  private venue!: VenuePainter;
  private isPainted = false;
  private isDestroyed = false;
  private glide: Glide | null = null;
  private visibleZones: ReadonlySet<number> | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly options: SeatMapOptions,
    private readonly invalidate: () => void,
  ) {
    const { store, selection } = options;
    this.geometry = store.geometry;
    this.scene = sceneOf(this.geometry);
    this.camera = new Camera(this.geometry.bounds, this.geometry.pitch * SEAT_SHARE);
    this.context = contextOf(canvas);
    this.looks = new Looks(store, selection, null);
    this.tooltip = new Tooltip(canvas.parentElement ?? document.body);
    this.refreshTheme();
    this.resize();
  }

  /** What the first picture does without, so that it comes early. Done now, it does not delay the first zoom. */
  private async prepare(): Promise<void> {
    void [this.grid, this.looks.of];
    if (this.geometry.seatCount < LARGE_FROM) return;
    const { openLargeVenue } = await import('./large-venue');
    if (this.isDestroyed) return;
    const { geometry, scene, camera } = this;
    this.large = openLargeVenue({
      ...{ geometry, scene },
      parent: this.canvas.parentElement ?? document.body,
      camera: new Camera(geometry.bounds, camera.seatSize),
      makeContext: () => contextOf(document.createElement('canvas')),
      makePainter: (context) => this.venueOn(context),
      moveTo: (x, y) => {
        this.stopGlide();
        camera.look({ x, y, scale: camera.scale });
        this.invalidate();
      },
    });
    this.invalidate();
  }

  /** Made when the first seat is drawn or searched for: a stadium is first seen from afar. */
  get grid(): SeatGrid {
    this.madeGrid ??= new SeatGrid(this.geometry);
    return this.madeGrid;
  }

  /** Returns whether the canvas has another size than before. */
  resize(): boolean {
    const { clientWidth, clientHeight } = this.canvas;
    if (clientWidth === 0 || clientHeight === 0) return false;
    const ratio = pixelRatioFor(clientWidth * clientHeight);
    this.canvas.width = Math.round(clientWidth * ratio);
    this.canvas.height = Math.round(clientHeight * ratio);
    this.camera.resize(clientWidth, clientHeight);
    return true;
  }

  get showsSections(): boolean {
    return this.camera.seatPx < SECTIONS_BELOW_PX;
  }

  /** Draws a frame. Returns whether the next one will differ. */
  paint(pointed: SeatDetails | null): boolean {
    const now = performance.now();
    const { context, camera, venue } = this;
    if (!this.isPainted) setTimeout(() => void this.prepare());
    this.isPainted = true;
    if (this.glide?.advance(camera, now) === false) this.glide = null;
    const isMoving = this.motion.advance(now);
    let isStretched = false;
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (this.showsSections) {
      context.clearRect(0, 0, this.canvas.width, this.canvas.height);
      isStretched = this.large?.sections.paint(context, camera, now, this.visibleZones) === true;
      if (!isStretched) venue.paintSections(camera);
    } else {
      this.seats.paint(context, camera, this.looks.of, this.motion, now);
      venue.paintBelow(camera);
      venue.paintAbove(camera);
    }
    if (pointed === null) this.tooltip.hide();
    else this.tooltip.show(pointed, this.placeOf(pointed.index));
    if (pointed !== null) venue.ring(camera, this.placeOf(pointed.index), pointed.isFocused);
    this.large?.minimap.paint(camera, this.palette);
    return this.glide !== null || isStretched || (isMoving && !this.showsSections);
  }

  /** In pixels of the canvas as the page measures it. */
  placeOf(index: number): { x: number; y: number } {
    return this.camera.toScreen(this.geometry.x[index] ?? 0, this.geometry.y[index] ?? 0);
  }

  /** Shows this place so large that seats can be told apart. */
  comeNear(x: number, y: number): void {
    this.glideTo({ x, y, scale: this.camera.scale * Math.max(1, SEAT_PX_NEAR / this.camera.seatPx) });
  }

  changed(index: number): void {
    const before = this.looks.update(index);
    // While nobody looks, nothing moves: what changed meanwhile is simply there.
    if (before !== null && !document.hidden) this.motion.change(index, before, performance.now());
  }

  lose(indices: readonly number[]): void {
    this.motion.lose(
      indices.filter((index) => !this.motion.lost.has(index)),
      performance.now(),
    );
  }

  refreshLooks(): void {
    this.looks.refresh();
  }

  canBeSeen(index: number): boolean {
    return this.looks.of[index] !== DIM;
  }

  setVisibleZones(zones: ReadonlySet<number> | null): void {
    this.visibleZones = zones;
    this.venue.visibleZones = zones;
    this.looks.show(zones);
  }

  refreshTheme(): void {
    this.palette = readPalette(this.canvas, this.options.store.zones.length);
    this.seats = new SeatPainter(this.geometry, () => this.grid, this.palette);
    this.venue = this.venueOn(this.context);
    this.large?.sections.forget();
  }

  private venueOn(context: CanvasRenderingContext2D): VenuePainter {
    const { store } = this.options;
    const isMine = (index: number) => this.looks.of[index] === MINE_LOOK;
    const venue = new VenuePainter(context, store, this.scene, this.palette, this.options.texts, isMine);
    venue.visibleZones = this.visibleZones;
    return venue;
  }

  get sightAfterGlide(): Sight {
    return this.glide?.to ?? this.camera;
  }

  glideTo(sight: Sight): void {
    if (this.motion.isReduced) this.camera.look(sight);
    else this.glide = new Glide(this.camera, this.camera.limit(sight), performance.now());
    this.invalidate();
  }

  stopGlide(): void {
    this.glide = null;
  }

  destroy(): void {
    this.isDestroyed = true;
    this.tooltip.destroy();
    this.large?.minimap.destroy();
  }
}
