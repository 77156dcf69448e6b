import { useMessages } from '../../../messages/use-messages';
import { ChosenPlaces } from './chosen-places';
import { noticesOf } from './needs';
import { standingRowsOf } from './places-wish';
import type { Seats } from './use-seats';

interface ChosenSeatsProps {
  readonly seats: Extract<Seats, { kind: 'ready' }>;
  readonly max: number;
}

/** The chosen seats with their prices. Each can be taken out alone; of places without numbers there may be more or fewer. */
export function ChosenSeats({ seats, max }: ChosenSeatsProps) {
  const { store, selection } = seats;
  const { t, money } = useMessages();
  const { zones } = store;
  const priceOf = (index: number) => zones[store.zoneOf(index)];
  const total = selection.chosen.reduce((sum, index) => sum + (priceOf(index)?.priceMinor ?? 0), 0);
  const currency = zones[0]?.currency ?? 'EUR';
  const isStanding = (index: number) => store.geometry.rows[store.geometry.rowOf[index] ?? 0]?.kind === 'standing';
  const remove = (index: number) => selection.choose(selection.chosen.filter((seat) => seat !== index));
  return (
    <div className="chosen">
      <div className="chosen-head">
        <h2>{t('show.chosenCount', { count: selection.chosen.length })}</h2>
        <strong>{money({ amountMinor: total, currency })}</strong>
        <button type="button" className="text-button" onClick={() => selection.clear()}>
          {t('show.clear')}
        </button>
      </div>
      <ul className="chosen-seats">
        {standingRowsOf(store, selection.chosen).map((row) => (
          <ChosenPlaces key={`area ${row}`} {...{ seats, row, max }} />
        ))}
        {selection.chosen
          .filter((index) => !isStanding(index))
          .map((index) => {
            const zone = priceOf(index);
            const label = store.labelOf(index);
            return (
              <li key={index} className="chosen-seat">
                <span className={`legend-dot zone-${Math.min(store.zoneOf(index) + 1, 8)}`} aria-hidden="true" />
                <span>
                  <span aria-hidden="true">{label}</span>
                  {noticesOf(store.geometry, index).map((feature) => (
                    <span key={feature} className="chosen-notice" aria-hidden="true">
                      {t(`feature.${feature}`)}
                    </span>
                  ))}
                  <span className="visually-hidden">{store.sentenceOf(index)}</span>
                </span>
                {zone && <span>{money({ amountMinor: zone.priceMinor, currency: zone.currency })}</span>}
                <button
                  type="button"
                  className="icon-button"
                  aria-label={t('show.remove', { seat: label })}
                  onClick={() => remove(index)}
                >
                  <span aria-hidden="true">×</span>
                </button>
              </li>
            );
          })}
      </ul>
    </div>
  );
}
