import { contextOf } from './palette';

interface Glyph {
  readonly width: number;
  readonly height: number;
  readonly advance: number;
  readonly alphas: Uint8Array;
}

/** Letters of one size as pixels. A thousand seat numbers are a dozen glyphs, each drawn by the browser once. */
export class GlyphSet {
  private readonly made = new Map<string, Glyph>();
  private readonly context: CanvasRenderingContext2D;
  private readonly height: number;

  constructor(font: string, sizePx: number) {
    const canvas = document.createElement('canvas');
    this.height = Math.ceil(sizePx * 1.2);
    canvas.width = this.height * 2;
    canvas.height = this.height;
    this.context = contextOf(canvas, true);
    this.context.font = `600 ${sizePx}px ${font}`;
    this.context.textBaseline = 'middle';
  }

  get(letter: string): Glyph {
    const known = this.made.get(letter) ?? this.draw(letter);
    this.made.set(letter, known);
    return known;
  }

  widthOf(text: string): number {
    let width = 0;
    for (const letter of text) width += this.get(letter).advance;
    return width;
  }

  private draw(letter: string): Glyph {
    const { context, height } = this;
    const advance = Math.max(1, Math.round(context.measureText(letter).width));
    const width = Math.min(advance + 2, height * 2);
    context.clearRect(0, 0, height * 2, height);
    context.fillText(letter, 0, height / 2 + 0.5);
    const { data } = context.getImageData(0, 0, width, height);
    return {
      width,
      height,
      advance,
      alphas: Uint8Array.from({ length: width * height }, (_, k) => data[k * 4 + 3] ?? 0),
    };
  }
}
