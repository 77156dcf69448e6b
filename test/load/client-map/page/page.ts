/** Runs in Chromium: a seat map without a network, which the benchmark drives. */

import { mapTexts } from '../../../../client-example/src/features/buyer/show/map-texts';
import { messages } from '../../../../client-example/src/messages/en';
import { makeTranslate } from '../../../../client-example/src/messages/translate';
import { SeatSelection } from '../../../../client-example/src/seat-map/choose/selection';
import { SeatMapView } from '../../../../client-example/src/seat-map/seat-map-view';
import { decodeGeometry } from '../../../../client-example/src/seat-map/store/geometry';
import type { GeometryFile } from '../../../../client-example/src/seat-map/store/geometry-format';
import { SeatState } from '../../../../client-example/src/seat-map/store/seat-store';
import type { PriceTier } from '../../../../client-example/src/seat-map/store/zones';
import { applyChanges, clearOnly, hitTest, painted, panAndZoom, zoomTo } from './drive';

export interface MapOfBytes {
  readonly store: SeatState;
  readonly selection: SeatSelection;
  readonly view: SeatMapView;
}

// The site has these from its start, long before the bytes of a map arrive.
const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });
const t = makeTranslate(messages, 'en');

/** From the two answers of the API as text to a map. */
export function openFromBytes(geometryText: string, showText: string): MapOfBytes {
  const store = new SeatState();
  const { priceTiers, availability } = JSON.parse(showText) as {
    priceTiers: PriceTier[];
    availability: { statuses: string; versions: number[]; revision: string };
  };
  store.open(decodeGeometry(JSON.parse(geometryText) as GeometryFile), priceTiers, availability);
  const selection = new SeatSelection(store, { partySize: 2, seatsMax: 8 });
  const canvas = document.querySelector('canvas');
  if (canvas === null) throw new Error('The page has a canvas');
  const view = new SeatMapView(canvas, {
    store,
    selection,
    t,
    locale: 'en',
    texts: mapTexts({ t, money: ({ amountMinor }) => money.format(amountMinor / 100) }),
  });
  return { store, selection, view };
}

Object.assign(window, { openFromBytes, zoomTo, panAndZoom, clearOnly, applyChanges, hitTest, painted, firstPicture });

/** From the bytes of both answers to the first frame that shows them, in milliseconds. */
async function firstPicture(geometryText: string, showText: string): Promise<number> {
  const from = performance.now();
  Object.assign(window, { map: openFromBytes(geometryText, showText) });
  await new Promise((resolve) => requestAnimationFrame(resolve));
  return performance.now() - from;
}
