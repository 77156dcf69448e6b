import { useMessages } from '../../../messages/use-messages';
import type { Hold } from '../ticketing/hold-fields';
import { SeatLines } from '../ticketing/seat-lines';
import { ShowLine } from '../ticketing/show-line';

export function HoldSummary({ hold: { show, seats, total } }: { readonly hold: Hold }) {
  const { t } = useMessages();
  return (
    <>
      <ShowLine show={show} />
      <h2 className="visually-hidden">{t('checkout.seats')}</h2>
      <SeatLines lines={seats.map((seat) => ({ seat, price: seat.tier.price, note: seat.tier.name }))} total={total} />
    </>
  );
}
