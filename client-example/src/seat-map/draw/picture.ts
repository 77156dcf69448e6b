import type { GlyphSet } from './glyphs';
import type { Stencil } from './stencils';

/**
 * The seats as pixels of one ImageData. Without a GPU this is by far the quickest way to draw many small shapes: 80,000
 * seats take some milliseconds, where arcs on the canvas take half a second.
 */
export class Picture {
  private readonly image: ImageData;
  private readonly pixels: Uint32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  clear(): void {
    this.pixels.fill(0);
  }

  /** Replaces everything on the canvas. */
  putOn(context: CanvasRenderingContext2D): void {
    context.putImageData(this.image, 0, 0);
  }

  /** One shape around this pixel. Later ones cover earlier ones. */
  stamp(stencil: Stencil, rgb: number, x: number, y: number): void {
    const { offsets, dx, dy, alphas, reach } = stencil;
    const { pixels, width, height } = this;
    const count = offsets.length;
    if (x >= reach && y >= reach && x + reach < width && y + reach < height) {
      const middle = y * width + x;
      for (let k = 0; k < count; k += 1) pixels[middle + (offsets[k] ?? 0)] = rgb | (alphas[k] ?? 0);
      return;
    }
    for (let k = 0; k < count; k += 1) {
      const px = x + (dx[k] ?? 0);
      const py = y + (dy[k] ?? 0);
      if (px >= 0 && py >= 0 && px < width && py < height) pixels[py * width + px] = rgb | (alphas[k] ?? 0);
    }
  }

  /** A shape of another colour on a shape that is already there. */
  blend({ dx, dy, alphas }: Stencil, rgb: number, x: number, y: number): void {
    for (let k = 0; k < alphas.length; k += 1) {
      this.mixIn(x + (dx[k] ?? 0), y + (dy[k] ?? 0), rgb, (alphas[k] ?? 0) >>> 24);
    }
  }

  /** A number in the middle of a seat. */
  write(text: string, glyphs: GlyphSet, rgb: number, x: number, y: number): void {
    let left = x - Math.round(glyphs.widthOf(text) / 2);
    for (const letter of text) {
      const { width, height, alphas, advance } = glyphs.get(letter);
      const top = y - (height >> 1);
      for (let k = 0; k < alphas.length; k += 1) {
        const alpha = alphas[k] ?? 0;
        if (alpha > 0) this.mixIn(left + (k % width), top + Math.floor(k / width), rgb, alpha);
      }
      left += advance;
    }
  }

  private mixIn(x: number, y: number, rgb: number, alpha: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = y * this.width + x;
    const below = this.pixels[at] ?? 0;
    const opacity = below >>> 24;
    let mixed = 0;
    for (let shift = 0; shift < 24; shift += 8) {
      const from = opacity === 0 ? (rgb >> shift) & 255 : (below >> shift) & 255;
      mixed |= (from + ((((rgb >> shift) & 255) - from) * alpha) / 255) << shift;
    }
    this.pixels[at] = mixed | (Math.max(opacity, alpha) << 24);
  }
}
