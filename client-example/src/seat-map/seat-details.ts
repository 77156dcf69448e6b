import type { TooltipText } from './draw/tooltip';
import type { SeatMapOptions } from './seat-map-view';
import { BLOCKED, HELD, RESERVED, SOLD } from './store/seat-status';

/** The seat that the buyer points at, and what the label beside it says. */
export interface SeatDetails extends TooltipText {
  readonly index: number;
  /** By the keyboard: it gets a ring. */
  readonly isFocused: boolean;
}

export function seatDetails(
  { store, selection, t, texts }: SeatMapOptions,
  index: number,
  isFocused: boolean,
): SeatDetails {
  const zone = store.zones[store.zoneOf(index)];
  const bits = store.geometry.featuresOf[index] ?? 0;
  const features = store.geometry.features.filter((_, bit) => bits & (1 << bit)).map(({ words }) => words);
  return {
    ...{ index, isFocused },
    label: store.labelOf(index),
    price: zone ? texts.seatPrice(zone) : '',
    features: features.join(', '),
    status: statusText(),
  };

  function statusText(): string {
    if (store.mine[index] === 1) return t('map.mine');
    if (selection?.has(index)) return t('map.chosen');
    switch (store.statuses[index]) {
      case HELD:
      case RESERVED:
        return t('map.held');
      case SOLD:
        return t('map.sold');
      case BLOCKED:
        return t('map.blocked');
      default:
        return '';
    }
  }
}
