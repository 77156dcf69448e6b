import { useMessages } from '../../../messages/use-messages';

interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

interface SeatLinesProps {
  readonly lines: readonly {
    readonly seat: { readonly id: string; readonly label: string; readonly description: string };
    readonly price: Money;
    readonly note?: string;
  }[];
  readonly total: Money;
}

/** Seats with their prices, and the sum. Each is read out by its whole sentence. */
export function SeatLines({ lines, total }: SeatLinesProps) {
  const { t, money } = useMessages();
  return (
    <div className="seat-lines">
      <ul>
        {lines.map(({ seat, price, note }) => (
          <li key={seat.id}>
            <span>
              <span aria-hidden="true">{seat.label}</span>
              <span className="visually-hidden">{seat.description}</span>
              {note && <span className="seat-line-note">{note}</span>}
            </span>
            <span className="seat-line-price">{money(price)}</span>
          </li>
        ))}
      </ul>
      <p className="seat-lines-total">
        <span>{t('checkout.total')}</span>
        <strong>{money(total)}</strong>
      </p>
    </div>
  );
}
