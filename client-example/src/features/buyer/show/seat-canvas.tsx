import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { onThemeChange } from '../../../app/theme';
import { useMessages } from '../../../messages/use-messages';
import type { MapSelection, MapTexts, SeatMapView, SeatState } from '../../../seat-map';
import { mapTexts } from './map-texts';
import type { Seats } from './use-seats';

interface SeatCanvasProps {
  readonly seats: Pick<Extract<Seats, { kind: 'ready' }>, 'seatMap'> & {
    readonly store: SeatState;
    /** Missing where nothing can be chosen. */
    readonly selection?: MapSelection;
  };
  readonly isReadOnly: boolean;
  readonly visibleZones: ReadonlySet<number> | null;
  /** In place of the usual ones, such as for a map whose zones have no prices yet. */
  readonly texts?: MapTexts;
  /** Seats to begin with in view; the whole venue otherwise. */
  readonly fit?: readonly number[];
  /** Receives the map while it is open. */
  readonly onOpen?: (view: SeatMapView | null) => void;
  readonly children?: ReactNode;
}

const ZOOM_STEP = 1.6;

/** Gives the map its place in the page, and buttons for what it does by wheel and fingers. */
export function SeatCanvas({
  seats: { seatMap, store, selection },
  isReadOnly,
  visibleZones,
  texts,
  fit,
  onOpen,
  children,
}: SeatCanvasProps) {
  const { t, locale, money } = useMessages();
  const said = useMemo(() => texts ?? mapTexts({ t, money }), [texts, t, money]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<SeatMapView | null>(null);
  const [spoken, setSpoken] = useState('');
  const zones = useRef(visibleZones);
  const first = useRef(fit);
  const opening = useRef(onOpen);
  opening.current = onOpen;
  useEffect(() => {
    if (canvas.current === null) return;
    const opened = seatMap.createSeatMap(canvas.current, {
      ...{ store, t, locale, texts: said },
      ...(isReadOnly || selection === undefined ? {} : { selection }),
      onFocusSeat: (index) => setSpoken(index === null ? '' : store.sentenceOf(index)),
    });
    view.current = opened;
    opening.current?.(opened);
    opened.setVisibleZones(zones.current);
    if (first.current) opened.fit(first.current);
    const stop = onThemeChange(() => opened.refreshTheme());
    return () => {
      stop();
      opened.destroy();
      view.current = null;
      opening.current?.(null);
    };
  }, [seatMap, store, selection, isReadOnly, said, t, locale]);
  useEffect(() => {
    zones.current = visibleZones;
    view.current?.setVisibleZones(visibleZones);
  }, [visibleZones]);
  return (
    <div className="seat-canvas">
      <canvas ref={canvas} aria-describedby="map-keys" />
      {children}
      <p id="map-keys" className="visually-hidden">
        {t('show.keyboard')}
      </p>
      <p className="visually-hidden" aria-live="polite">
        {spoken}
      </p>
      <div className="zoom">
        <ZoomButton sign="+" label={t('show.zoomIn')} onClick={() => view.current?.zoomBy(ZOOM_STEP)} />
        <ZoomButton sign="−" label={t('show.zoomOut')} onClick={() => view.current?.zoomBy(1 / ZOOM_STEP)} />
        <ZoomButton sign="⤢" label={t('show.fit')} onClick={() => view.current?.fit()} />
      </div>
    </div>
  );
}

interface ZoomButtonProps {
  readonly sign: string;
  readonly label: string;
  readonly onClick: () => void;
}

function ZoomButton({ sign, label, onClick }: ZoomButtonProps) {
  return (
    <button type="button" className="zoom-button" aria-label={label} title={label} onClick={onClick}>
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}
