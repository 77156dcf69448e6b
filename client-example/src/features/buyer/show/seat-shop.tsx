import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { Failed, Loading } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import type { SeatStore } from '../../../seat-map';
import { ChoicePanel } from './choice-panel';
import { type Needs, noNeeds } from './needs';
import { NeedsFilter } from './needs-filter';
import type { Prices, ShowDetails } from './operations';
import { PeopleStepper } from './people-stepper';
import { PriceLegend } from './price-legend';
import { SeatCanvas } from './seat-canvas';
import { useRemembered } from './use-remembered';
import { type Seats, useSeats } from './use-seats';
import { ViewSwitch } from './view-switch';

interface SeatShopProps {
  readonly show: ShowDetails;
  /** As the organizer has left them; null until the service has sent them. */
  readonly prices: Prices | null;
  /** The seats of this show that the buyer holds already. */
  readonly mine: readonly number[];
  readonly canBuy: boolean;
}

const PEOPLE_FIRST = '2';

/** The number of people, the prices, the map or the list, and what is chosen. */
export function SeatShop({ show, prices, mine, canBuy }: SeatShopProps) {
  const { t } = useMessages();
  const seatsMax = show.seatsPerBuyerMax;
  const [people, setPeople] = useRemembered<string>('people', PEOPLE_FIRST);
  const partySize = Math.min(Math.max(1, Number.parseInt(people, 10) || 2), seatsMax);
  const seats = useSeats(show.id, { partySize, seatsMax });
  const store = seats.kind === 'ready' ? seats.store : null;
  const mineKey = mine.join();
  useEffect(() => store?.setMine(mineKey === '' ? [] : mineKey.split(',').map(Number)), [store, mineKey]);
  useEffect(() => {
    if (prices !== null) store?.reprice(prices);
  }, [store, prices]);
  useEffect(() => {
    if (seats.kind === 'ready') seats.selection.partySize = partySize;
  }, [seats, partySize]);
  if (seats.kind === 'loading') return <Loading />;
  if (seats.kind === 'failed') {
    const noMap = show.availableCount === null;
    return noMap ? <p className="state">{t('show.noMap')}</p> : <Failed error={seats.error} />;
  }
  return (
    <OpenShop
      show={show}
      seats={seats}
      canBuy={canBuy}
      partySize={partySize}
      people={<PeopleStepper count={partySize} max={seatsMax} onChange={(count) => setPeople(String(count))} />}
    />
  );
}

interface OpenShopProps {
  readonly show: ShowDetails;
  readonly seats: Extract<Seats, { kind: 'ready' }>;
  readonly canBuy: boolean;
  readonly partySize: number;
  readonly people: React.ReactNode;
}

function OpenShop({ show, seats, canBuy, partySize, people }: OpenShopProps) {
  const { t } = useMessages();
  const { store, selection, seatMap } = seats;
  useSyncExternalStore(store.subscribe, () => store.tick);
  const [view, setView] = useRemembered<'map' | 'list'>('view', hasCanvas() ? 'map' : 'list');
  const [visibleZones, setVisibleZones] = useVisibleZones(store);
  const [needs, setNeeds] = useState<Needs>(noNeeds);
  const isReleased = show.accessibleReleasedAt !== null;
  useEffect(() => store.setNeeds(needs.features, isReleased), [store, needs.features, isReleased]);
  const { SeatList } = seatMap;
  return (
    <>
      <div role="status">
        {store.isRepriced && <p className="notice notice-warn show-closed">{t('show.repriced')}</p>}
      </div>
      <div className={`shop shop-${view}`}>
        <div className="shop-bar">
          {canBuy && people}
          <ViewSwitch view={view} onChange={setView} isLive={store.isLive} />
        </div>
        <div className="shop-seats">
          {view === 'list' ? (
            <SeatList store={store} selection={selection} visibleZones={visibleZones} />
          ) : (
            <SeatCanvas seats={seats} isReadOnly={!canBuy} visibleZones={visibleZones} />
          )}
        </div>
        <PriceLegend zones={store.zones} visible={visibleZones} onChange={setVisibleZones}>
          {canBuy && <NeedsFilter geometry={store.geometry} {...{ needs, partySize }} onChange={setNeeds} />}
        </PriceLegend>
        {canBuy && <ChoicePanel show={show} seats={seats} wishes={{ needs, visibleZones }} />}
      </div>
    </>
  );
}

/** The prices to show, by their place in the legend; null for all. Other prices change the places, not what is shown. */
function useVisibleZones({ zones, priced }: SeatStore) {
  const [mapZones, setMapZones] = useState<ReadonlySet<number> | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `zones` changes with every seat, their places with `priced`
  const places = useMemo(() => {
    if (mapZones === null) return null;
    const found = zones.flatMap(({ mapZone }, place) => (mapZones.has(mapZone) ? [place] : []));
    return found.length === 0 ? null : new Set(found);
  }, [mapZones, priced]);
  const show = (visible: ReadonlySet<number> | null) =>
    setMapZones(visible && new Set([...visible].flatMap((place) => zones[place]?.mapZone ?? [])));
  return [places, show] as const;
}

const hasCanvas = () => document.createElement('canvas').getContext('2d') !== null;
