import { useMessages } from '../../../messages/use-messages';
import type { Seats } from './use-seats';

interface ChosenPlacesProps {
  readonly seats: Extract<Seats, { kind: 'ready' }>;
  /** The standing area, as a row of the map. */
  readonly row: number;
  readonly max: number;
}

/** Places without numbers: how many, with a button for more and for fewer. Which ones, the service decides. */
export function ChosenPlaces({ seats: { store, selection }, row, max }: ChosenPlacesProps) {
  const { t, money } = useMessages();
  const { from, to } = store.geometry.rows[row] ?? { from: 0, to: 0 };
  const places = selection.chosen.filter((index) => index >= from && index < to);
  const others = selection.chosen.filter((index) => index < from || index >= to);
  const zone = store.zones[store.zoneOf(from)];
  const area = store.labelOf(from);
  const next = free();
  const change = (chosen: readonly number[]) => selection.choose([...others, ...chosen]);
  return (
    <li className="chosen-seat chosen-places">
      <span className={`legend-dot zone-${Math.min(store.zoneOf(from) + 1, 8)}`} aria-hidden="true" />
      <span>{area}</span>
      {zone && <span>{money({ amountMinor: zone.priceMinor * places.length, currency: zone.currency })}</span>}
      <span className="places-stepper">
        <button
          type="button"
          className="icon-button"
          aria-label={t('show.fewerPlaces', { area })}
          onClick={() => change(places.slice(0, -1))}
        >
          <span aria-hidden="true">−</span>
        </button>
        <output aria-live="polite">{t('show.places', { count: places.length })}</output>
        <button
          type="button"
          className="icon-button"
          aria-label={t('show.morePlaces', { area })}
          disabled={next === undefined || selection.chosen.length >= max}
          onClick={() => next !== undefined && change([...places, next])}
        >
          <span aria-hidden="true">+</span>
        </button>
      </span>
    </li>
  );

  function free(): number | undefined {
    for (let index = from; index < to; index += 1) if (store.isFree(index) && !places.includes(index)) return index;
    return undefined;
  }
}
