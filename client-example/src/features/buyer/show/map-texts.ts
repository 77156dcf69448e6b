import type { useMessages } from '../../../messages/use-messages';
import type { MapTexts, Zone } from '../../../seat-map';

type Messages = Pick<ReturnType<typeof useMessages>, 't' | 'money'>;

/** What the map says where zones have prices. */
export function mapTexts({ t, money }: Messages): MapTexts {
  const price = ({ priceMinor, currency }: Zone) => money({ amountMinor: priceMinor, currency });
  return {
    free: (count) => t('map.left', { count }),
    soldOut: t('map.soldOut'),
    from: (zone) => t('map.from', { price: price(zone) }),
    price,
    seatPrice: (zone) => `${price(zone)} · ${zone.name}`,
  };
}
