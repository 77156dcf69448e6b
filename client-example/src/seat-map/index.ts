/**
 * The seat map, apart from React: `openSeatStore` reads a show's seats and follows them, `createSelection` is what the
 * buyer chooses, `createSeatMap` draws both on a canvas, and `SeatList` says the same in words. Pages load this file by
 * `import()`, so that its code does not delay the first page.
 */
import type { Api } from '../api/api';
import { SeatSelection } from './choose/selection';
import { LiveSeats } from './live/live-seats';
import { type SeatMapOptions, SeatMapView } from './seat-map-view';
import { SeatState } from './store/seat-store';

export type { MapSelection } from './choose/map-selection';
export { isInside } from './draw/outlines';
export { SeatList } from './list';
export type { MapTexts } from './map-texts';
export { decodeGeometry, type Geometry } from './store/geometry';
export type { GeometryFile } from './store/geometry-format';
export { AVAILABLE, BLOCKED, HELD, RESERVED, SOLD } from './store/seat-status';
export type { PriceTier, Zone } from './store/zones';
export type { SeatMapOptions, SeatMapView, SeatSelection };
export { SeatState };

export type SeatStore = LiveSeats;

/** Loads at once, and is live when `ready` resolves. */
export function openSeatStore(api: Api, showId: string): SeatStore {
  return new LiveSeats(api, showId);
}

export function createSelection(
  store: SeatState,
  options: { readonly partySize: number; readonly seatsMax: number },
): SeatSelection {
  return new SeatSelection(store, options);
}

/** Wants a store that is ready. */
export function createSeatMap(canvas: HTMLCanvasElement, options: SeatMapOptions): SeatMapView {
  const view = new SeatMapView(canvas, options);
  const { store, selection } = options;
  // Tests press at the coordinates of a seat with a real mouse or finger, and so need to know them.
  if (localStorage.getItem('frontrowTest') === 'on') {
    Object.assign(window, { frontrowMap: { at: (index: number) => view.at(index), view, store, selection } });
  }
  return view;
}
