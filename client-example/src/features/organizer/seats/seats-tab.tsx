import { useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Failed, Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import type { SeatMapView } from '../../../seat-map';
import { SeatCanvas } from '../../buyer/show/seat-canvas';
import { type Seats, useSeats } from '../../buyer/show/use-seats';
import { IfMay } from '../permissions/permissions';
import { SeatHistory } from '../seat-history/seat-history';
import { organizerShowQuery } from '../show/operations';
import { BlockForm } from './block-form';
import { BlockList } from './block-list';
import { DeskForm } from './desk-form';
import { Lasso } from './lasso';
import { MarkedSeats } from './marked-seats';
import { seatBlocksQuery } from './operations';
import { PickSeats } from './pick-seats';
import { seatsWithin } from './seats-within';

/** What the map begins with is a buyer's; here nobody has a party. */
const NO_PARTY = { partySize: 1, seatsMax: 1 };

/** The live map: seats are marked, then blocked, given away or sold at the desk. */
export default function SeatsTab({ showId }: { readonly showId: string }) {
  const { t } = useMessages();
  const seats = useSeats(showId, NO_PARTY);
  return (
    <>
      <h2>{t('organizer.seats.title')}</h2>
      {seats.kind === 'loading' && <Loading />}
      {seats.kind === 'failed' && <Failed error={seats.error} />}
      {seats.kind === 'ready' && <SeatDesk showId={showId} seats={seats} />}
    </>
  );
}

interface SeatDeskProps {
  readonly showId: string;
  readonly seats: Extract<Seats, { kind: 'ready' }>;
}

function SeatDesk({ showId, seats }: SeatDeskProps) {
  const { t } = useMessages();
  const { seatMap, store } = seats;
  const marked = useMemo(() => new MarkedSeats(store), [store]);
  const shown = useMemo(() => ({ seatMap, store, selection: marked }), [seatMap, store, marked]);
  const chosen = useSyncExternalStore(marked.subscribe, () => marked.chosen);
  const [only] = chosen;
  const marks = chosen.length;
  // The history of the marked seat grows while it is looked at.
  useSyncExternalStore(store.subscribe, () => (marks === 1 && only !== undefined ? store.versions[only] : 0));
  const view = useRef<SeatMapView | null>(null);
  const [isDrawing, setDrawing] = useState(false);
  const blocks = useQuery(seatBlocksQuery, { showId });
  const show = useQuery(organizerShowQuery, { id: showId });
  const timeZone = show.kind === 'ready' ? (show.data.show?.venue.timeZone ?? 'UTC') : 'UTC';
  const begin = () => {
    marked.clear();
    blocks.reload();
  };
  return (
    <div className="seat-desk">
      <div className="seat-desk-map">
        <div className="seat-desk-bar">
          <p role="status">{t('organizer.seats.marked', { count: chosen.length })}</p>
          <label className="switch">
            <input type="checkbox" checked={isDrawing} onChange={({ target }) => setDrawing(target.checked)} />
            <span>{t('organizer.seats.lasso')}</span>
          </label>
          <button
            type="button"
            className="button button-quiet"
            disabled={chosen.length === 0}
            onClick={() => marked.clear()}
          >
            {t('organizer.seats.clear')}
          </button>
        </div>
        <SeatCanvas
          seats={shown}
          isReadOnly={false}
          visibleZones={null}
          onOpen={(opened) => {
            view.current = opened;
          }}
        >
          {isDrawing && (
            <Lasso
              onDrawn={(line) => {
                if (view.current) marked.add(seatsWithin(store.geometry, view.current, seatMap.isInside, line));
              }}
            />
          )}
        </SeatCanvas>
      </div>
      <div className="seat-desk-side">
        <PickSeats store={store} marked={marked} />
        <IfMay use="blockSeats">
          <BlockForm showId={showId} mapVersion={store.geometry.version} chosen={chosen} onChanged={begin} />
        </IfMay>
        <IfMay use="sellAtDesk">
          <DeskForm showId={showId} chosen={chosen} onDone={begin} />
        </IfMay>
        {marks === 1 && only !== undefined && (
          <SeatHistory
            key={only}
            showId={showId}
            index={only}
            label={store.labelOf(only)}
            version={store.versions[only] ?? 0}
          />
        )}
        <BlockList showId={showId} timeZone={timeZone} blocks={blocks} />
      </div>
    </div>
  );
}
