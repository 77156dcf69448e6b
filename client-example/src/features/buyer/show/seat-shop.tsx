import { useEffect, useState, useSyncExternalStore } from 'react';
import { Failed, Loading } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { ChoicePanel } from './choice-panel';
import { type Needs, noNeeds } from './needs';
import { NeedsFilter } from './needs-filter';
import type { ShowDetails } from './operations';
import { PeopleStepper } from './people-stepper';
import { PriceLegend } from './price-legend';
import { SeatCanvas } from './seat-canvas';
import { useRemembered } from './use-remembered';
import { type Seats, useSeats } from './use-seats';
import { ViewSwitch } from './view-switch';

interface SeatShopProps {
  readonly show: ShowDetails;
  /** The seats of this show that the buyer holds already. */
  readonly mine: readonly number[];
  readonly canBuy: boolean;
}

const PEOPLE_FIRST = '2';

/** The number of people, the prices, the map or the list, and what is chosen. */
export function SeatShop({ show, mine, canBuy }: SeatShopProps) {
  const { t } = useMessages();
  const seatsMax = show.seatsPerBuyerMax;
  const [people, setPeople] = useRemembered<string>('people', PEOPLE_FIRST);
  const partySize = Math.min(Math.max(1, Number.parseInt(people, 10) || 2), seatsMax);
  const seats = useSeats(show.id, { partySize, seatsMax });
  const store = seats.kind === 'ready' ? seats.store : null;
  const mineKey = mine.join();
  useEffect(() => store?.setMine(mineKey === '' ? [] : mineKey.split(',').map(Number)), [store, mineKey]);
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
  const { store, selection, seatMap } = seats;
  useSyncExternalStore(store.subscribe, () => store.tick);
  const [view, setView] = useRemembered<'map' | 'list'>('view', hasCanvas() ? 'map' : 'list');
  const [visibleZones, setVisibleZones] = useState<ReadonlySet<number> | null>(null);
  const [needs, setNeeds] = useState<Needs>(noNeeds);
  const isReleased = show.accessibleReleasedAt !== null;
  useEffect(() => store.setNeeds(needs.features, isReleased), [store, needs.features, isReleased]);
  const { SeatList } = seatMap;
  return (
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
  );
}

const hasCanvas = () => document.createElement('canvas').getContext('2d') !== null;
