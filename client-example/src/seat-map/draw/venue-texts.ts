import type { SeatMapOptions } from '../seat-map-view';

/** What the venue says of its sections and standing areas, in the buyer's language. */
export interface VenueTexts {
  free(count: number): string;
  money(priceMinor: number, currency: string): string;
  from(priceMinor: number, currency: string): string;
  readonly soldOut: string;
}

export function venueTexts({ t, formatMoney }: Pick<SeatMapOptions, 't' | 'formatMoney'>): VenueTexts {
  return {
    free: (count) => t('map.left', { count }),
    money: formatMoney,
    from: (priceMinor, currency) => {
      const price = formatMoney(priceMinor, currency);
      return price && t('map.from', { price });
    },
    soldOut: t('map.soldOut'),
  };
}
