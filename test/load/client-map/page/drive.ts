/** Runs in Chromium, after page.ts: moves the map as fingers do, and measures each frame. */
import type { MapOfBytes } from './page';

export interface Measured {
  /** Of the page's code, frame by frame. */
  readonly scriptMs: number[];
  /** The part of the frames of the screen that the page missed. */
  readonly dropped: number;
}

const FRAME_MS = 1000 / 60;
const WHEEL_PX_PER_DOUBLING = 320;

/** What the page's own frame callbacks take, whoever asked for them. */
let spentMs = 0;
const nativeFrame = requestAnimationFrame.bind(window);
window.requestAnimationFrame = (run) =>
  nativeFrame((at) => {
    const from = performance.now();
    run(at);
    spentMs += performance.now() - from;
  });

/** Calls `step` before each of so many frames. */
export async function frames(count: number, step: (frame: number) => void): Promise<Measured> {
  const scriptMs: number[] = [];
  const times: number[] = [];
  spentMs = 0;
  await new Promise<void>((resolve) => {
    const tick = (at: number) => {
      times.push(at);
      if (times.length > 1) scriptMs.push(spentMs);
      spentMs = 0;
      if (times.length > count) return resolve();
      const from = performance.now();
      step(times.length - 1);
      spentMs += performance.now() - from;
      nativeFrame(tick);
    };
    nativeFrame(tick);
  });
  const missed = times.slice(1).map((at, k) => Math.max(0, Math.round((at - (times[k] ?? 0)) / FRAME_MS) - 1));
  const dropped = missed.reduce((sum, one) => sum + one, 0);
  return { scriptMs, dropped: dropped / (count + dropped) };
}

function wheel(canvas: HTMLCanvasElement, deltaX: number, deltaY: number): void {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const middle = { clientX: left + width * 0.35, clientY: top + height * 0.4 };
  canvas.dispatchEvent(new WheelEvent('wheel', { ...middle, deltaX, deltaY, cancelable: true }));
}

const canvasOf = () => document.querySelector('canvas') as HTMLCanvasElement;

/** Zooms until seats have this size. */
export function zoomTo({ view }: MapOfBytes, seatPx: number): void {
  wheel(canvasOf(), 0, -Math.log2(seatPx / view.seatPx) * WHEEL_PX_PER_DOUBLING);
}

/** Half of the frames sideways and back, half of them nearer and away again. */
export function panAndZoom(count: number): Promise<Measured> {
  const canvas = canvasOf();
  return frames(count, (frame) => {
    const direction = Math.floor(frame / 25) % 2 === 0 ? 1 : -1;
    if (frame % 100 < 50) wheel(canvas, direction * 12, 0);
    else wheel(canvas, 0, direction * 4);
  });
}

/** The same loop and a canvas that is only cleared: what the machine can do at all. */
export function clearOnly(count: number): Promise<Measured> {
  const canvas = canvasOf();
  const context = canvas.getContext('2d');
  return frames(count, () => context?.clearRect(0, 0, canvas.width, canvas.height));
}

/** Applies so many changes at once and draws them. Returns the milliseconds of both together. */
export async function applyChanges({ store }: MapOfBytes, count: number, version: number): Promise<number> {
  const seats = Array.from({ length: count }, (_, k) => Math.floor((k * store.geometry.seatCount) / count));
  const status = version % 2 === 0 ? ('AVAILABLE' as const) : ('HELD' as const);
  const { scriptMs } = await frames(1, () => {
    store.apply(
      seats.map((index) => ({ index, status, version })),
      `1-${version}`,
    );
  });
  return scriptMs[0] ?? Number.NaN;
}

/** Milliseconds of one hit test, all over the canvas. */
export function hitTest({ view, store }: MapOfBytes, count: number): number {
  const { width, height } = canvasOf().getBoundingClientRect();
  const isFree = (index: number) => store.isFree(index);
  const from = performance.now();
  for (let k = 0; k < count; k += 1) view.indexAt((k * 7919) % width, (k * 104_729) % height, 24, isFree);
  return (performance.now() - from) / count;
}

/** How many colors the canvas shows, and the part of it that is painted: an empty picture would be a quick one. */
export function painted(): { colors: number; share: number } {
  const canvas = canvasOf();
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext('2d');
  context?.drawImage(canvas, 0, 0);
  const pixels = new Uint32Array(context?.getImageData(0, 0, copy.width, copy.height).data.buffer ?? []);
  return { colors: new Set(pixels).size, share: pixels.filter((pixel) => pixel !== 0).length / pixels.length };
}
