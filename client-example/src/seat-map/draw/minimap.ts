import type { Bounds, Camera } from './camera';
import type { Palette } from './palette';
import type { Scene } from './scene';

const WIDTH_PX = 132;
const WIDTH_ON_PHONE_PX = 88;
const PHONE_PX = 480;

/** The whole venue in a corner, with a frame around what is seen. A press or a drag on it moves the map. */
export class Minimap {
  private readonly canvas: HTMLCanvasElement;
  private readonly ending = new AbortController();

  constructor(
    parent: HTMLElement,
    private readonly context: CanvasRenderingContext2D,
    private readonly scene: Scene,
    private readonly bounds: Bounds,
    moveTo: (x: number, y: number) => void,
  ) {
    this.canvas = context.canvas;
    this.canvas.className = 'seat-map-minimap';
    this.canvas.setAttribute('aria-hidden', 'true');
    const options = { signal: this.ending.signal };
    const move = (event: PointerEvent) => {
      if (event.buttons === 0) return;
      this.canvas.setPointerCapture(event.pointerId);
      const [minX, minY, maxX] = bounds;
      const centimetres = (maxX - minX) / this.canvas.clientWidth;
      moveTo(minX + event.offsetX * centimetres, minY + event.offsetY * centimetres);
    };
    this.canvas.addEventListener('pointerdown', move, options);
    this.canvas.addEventListener('pointermove', move, options);
    parent.append(this.canvas);
  }

  paint(camera: Camera, palette: Palette): void {
    this.canvas.hidden = camera.showsAll;
    if (camera.showsAll) return;
    const [minX, minY, maxX, maxY] = this.bounds;
    const width = camera.width < PHONE_PX ? WIDTH_ON_PHONE_PX : WIDTH_PX;
    const height = Math.round((width * (maxY - minY)) / (maxX - minX || 1));
    const ratio = devicePixelRatio;
    this.canvas.style.width = `${width}px`;
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    const { context } = this;
    const scale = (width * ratio) / (maxX - minX || 1);
    context.setTransform(scale, 0, 0, scale, -minX * scale, -minY * scale);
    context.fillStyle = palette.sectionLine.css;
    for (const { path } of this.scene.sections) context.fill(path);
    context.fillStyle = palette.stage.css;
    if (this.scene.stage) context.fill(this.scene.stage.path);
    const [left, top, right, bottom] = camera.seen();
    context.strokeStyle = palette.focus.css;
    context.lineWidth = (2 * ratio) / scale;
    context.strokeRect(
      Math.max(left, minX),
      Math.max(top, minY),
      Math.min(right, maxX) - Math.max(left, minX),
      Math.min(bottom, maxY) - Math.max(top, minY),
    );
  }

  destroy(): void {
    this.ending.abort();
    this.canvas.remove();
  }
}
