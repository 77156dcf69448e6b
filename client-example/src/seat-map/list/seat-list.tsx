import { useState, useSyncExternalStore } from 'react';
import { useMessages } from '../../messages/use-messages';
import type { SeatSelection } from '../choose/selection';
import type { SeatState } from '../store/seat-store';
import { RowItem } from './row-item';

export interface SeatListProps {
  readonly store: SeatState;
  readonly selection: SeatSelection;
  /** The prices to show, by their place in `SeatStore.zones`; null for all. */
  readonly visibleZones: ReadonlySet<number> | null;
}

/**
 * RECIPE "a list that equals the map". It reads the arrays of the map, at each of their notifications. Only what is
 * opened is rendered, section by section and row by row, so that 80,000 seats are a page of some dozen elements.
 */
export function SeatList(props: SeatListProps) {
  const { store, selection } = props;
  useSyncExternalStore(store.subscribe, () => store.tick);
  useSyncExternalStore(selection.subscribe, () => selection.tick);
  const { t } = useMessages();
  return (
    <section className="seat-list" aria-label={t('map.list')}>
      <ul>
        {store.geometry.sections.map(({ name }, section) => (
          <SectionItem key={name} {...props} section={section} />
        ))}
      </ul>
    </section>
  );
}

function SectionItem({ section, ...props }: SeatListProps & { readonly section: number }) {
  const { store, visibleZones } = props;
  const { t, money } = useMessages();
  const [isOpen, setOpen] = useState(false);
  const { name } = store.geometry.sections[section] ?? { name: '' };
  const free = store.priced.freeIn(section, store.counts, visibleZones);
  const cheapest = store.zones[store.priced.cheapestIn(section, store.counts, visibleZones)];
  const rows = isOpen ? rowsOf(store, section) : [];
  return (
    <li className="seat-list-section">
      <button type="button" className="seat-list-open" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span>{name}</span>
        <span className="seat-list-count">
          {free === 0 ? t('map.soldOut') : t('map.free', { count: free })}
          {cheapest &&
            ` · ${t('map.from', { price: money({ amountMinor: cheapest.priceMinor, currency: cheapest.currency }) })}`}
        </span>
      </button>
      {isOpen && (
        <ul className="seat-list-inside">
          {rows.map((row) => (
            <RowItem key={row} {...props} row={row} />
          ))}
        </ul>
      )}
    </li>
  );
}

function rowsOf({ geometry: { rows, sections, rowOf } }: SeatState, section: number): number[] {
  const found: number[] = [];
  const first = rowOf[sections[section]?.from ?? 0] ?? 0;
  for (let row = first; rows[row]?.section === section; row += 1) found.push(row);
  return found;
}
