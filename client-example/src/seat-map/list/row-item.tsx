import { useState } from 'react';
import { useMessages } from '../../messages/use-messages';
import type { SeatListProps } from './seat-list';

/** One row, table or standing area: how many are free; opened, the blocks of the wanted size and the single seats. */
export function RowItem({ store, selection, visibleZones, row }: SeatListProps & { readonly row: number }) {
  const { t } = useMessages();
  const [isOpen, setOpen] = useState(false);
  const { kind, name, from, to } = store.geometry.rows[row] ?? { kind: 'row', name: null, from: 0, to: 0 };
  const isOffered = (index: number) =>
    store.isFree(index) && store.fits(index) && (visibleZones?.has(store.zoneOf(index)) ?? true);
  const seats = seatsBetween(from, to);
  const free = seats.filter(isOffered);
  const title = kind === 'row' ? (name === null ? t('map.seats') : t('map.row', { name })) : (name ?? '');
  return (
    <li className="seat-list-row">
      <button type="button" className="seat-list-open" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span>{title}</span>
        <span className="seat-list-count">
          {free.length === 0
            ? t('map.soldOut')
            : t(kind === 'standing' ? 'map.left' : 'map.free', { count: free.length })}
        </span>
      </button>
      {isOpen && (
        <div className="seat-list-inside">
          {kind === 'standing' ? (
            <StandingPlaces {...{ store, selection, visibleZones, row }} />
          ) : (
            <>
              <Blocks {...{ store, selection, visibleZones, row }} />
              <ul aria-label={t('map.singleSeats')}>
                {seats
                  .filter((index) => isOffered(index) || selection.chosen.includes(index))
                  .map((index) => (
                    <li key={index}>
                      <SeatButton {...{ store, selection, visibleZones, index }} />
                    </li>
                  ))}
              </ul>
            </>
          )}
        </div>
      )}
    </li>
  );
}

/** Each seat is in one block at most: a list of all blocks would say everything several times. */
function Blocks({ store, selection, visibleZones, row }: SeatListProps & { readonly row: number }) {
  const { t } = useMessages();
  if (selection.partySize < 2) return null;
  const blocks = selection
    .blocksOf(row)
    .filter((block) => block.every((index) => visibleZones?.has(store.zoneOf(index)) ?? true));
  if (blocks.length === 0) return null;
  return (
    <ul aria-label={t('map.blocks', { count: selection.partySize })}>
      {blocks.map((block) => (
        <li key={block[0]}>
          <ChoiceButton {...{ store, selection, visibleZones, seats: block }}>
            {t('map.block', { first: store.sentenceOf(block[0] ?? 0), last: numberOf(store, block.at(-1) ?? 0) })}
          </ChoiceButton>
        </li>
      ))}
    </ul>
  );
}

function StandingPlaces({ row, ...props }: SeatListProps & { readonly row: number }) {
  const { store, selection } = props;
  const { t } = useMessages();
  const { from, to } = store.geometry.rows[row] ?? { from: 0, to: 0 };
  const chosen = selection.chosen.filter((index) => index >= from && index < to);
  const places = chosen.length > 0 ? chosen : selection.placesOf(row);
  if (places.length === 0) return <p>{t('map.soldOut')}</p>;
  return (
    <ChoiceButton {...props} seats={places}>
      {`${t('map.places', { count: places.length })}: ${store.sentenceOf(places[0] ?? from)}`}
    </ChoiceButton>
  );
}

function ChoiceButton({
  store,
  selection,
  seats,
  children,
}: SeatListProps & { readonly seats: readonly number[]; readonly children: string }) {
  const isChosen = seats.every((index) => selection.chosen.includes(index));
  return (
    <button
      type="button"
      className="seat-list-seat"
      aria-pressed={isChosen}
      onClick={() => selection.choose(isChosen ? [] : seats)}
    >
      <span>{children}</span>
      <Price store={store} index={seats[0] ?? 0} />
    </button>
  );
}

/** In the list a seat is chosen by itself, whatever the map does with a tap. */
function SeatButton({ store, selection, index }: SeatListProps & { readonly index: number }) {
  return (
    <button
      type="button"
      className="seat-list-seat"
      aria-pressed={selection.chosen.includes(index)}
      onClick={() => selection.toggle(index)}
    >
      <span>{store.sentenceOf(index)}</span>
      <Price store={store} index={index} />
    </button>
  );
}

function Price({ store, index }: { readonly store: SeatListProps['store']; readonly index: number }) {
  const { money } = useMessages();
  const zone = store.zones[store.zoneOf(index)];
  if (zone === undefined) return null;
  return <span className="seat-list-price">{money({ amountMinor: zone.priceMinor, currency: zone.currency })}</span>;
}

const numberOf = (store: SeatListProps['store'], index: number) => store.geometry.numberOf(index);

const seatsBetween = (from: number, to: number) => Array.from({ length: to - from }, (_, place) => from + place);
