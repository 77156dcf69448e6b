import type { Geometry } from '../store/geometry';
import type { Camera } from './camera';
import { Minimap } from './minimap';
import type { Scene } from './scene';
import { SectionPicture } from './section-picture';
import type { VenuePainter } from './venue-painter';

export interface LargeVenue {
  readonly sections: SectionPicture;
  readonly minimap: Minimap;
}

interface LargeVenueOptions {
  readonly parent: HTMLElement;
  readonly geometry: Geometry;
  readonly scene: Scene;
  /** For the picture of the sections: not that of the map. */
  readonly camera: Camera;
  makeContext(): CanvasRenderingContext2D;
  makePainter(context: CanvasRenderingContext2D): VenuePainter;
  /** A press or a drag on the small map leads here. */
  moveTo(x: number, y: number): void;
}

/**
 * What only a large venue needs, and so a file that is loaded for one: a small map of the map, and quick sections. It
 * imports no code that the map has too, which would become a third file to wait for.
 */
export function openLargeVenue(options: LargeVenueOptions): LargeVenue {
  const { parent, geometry, scene, camera, makeContext, makePainter, moveTo } = options;
  const picture = makeContext();
  return {
    sections: new SectionPicture(geometry.bounds, camera, picture.canvas, () => makePainter(picture)),
    minimap: new Minimap(parent, makeContext(), scene, geometry.bounds, moveTo),
  };
}
