import { useEffect, useMemo, useState } from 'react';
import { Failed, Loading } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import type { GeometryFile, MapTexts, PriceTier, SeatState } from '../../../seat-map';
import { mapTexts } from '../../buyer/show/map-texts';
import { SeatCanvas } from '../../buyer/show/seat-canvas';

type SeatMapCode = typeof import('../../../seat-map');
type Code = { readonly seatMap: SeatMapCode } | { readonly error: unknown } | null;

interface MapPreviewProps {
  readonly file: GeometryFile;
  /** Left out as long as there are none. */
  readonly prices?: readonly PriceTier[] | undefined;
}

/** A map as buyers will see it, with what is in it in words. */
export function MapPreview({ file, prices }: MapPreviewProps) {
  const [code, setCode] = useState<Code>(null);
  useEffect(() => {
    let isWanted = true;
    import('../../../seat-map').then(
      (seatMap) => isWanted && setCode({ seatMap }),
      (error: unknown) => isWanted && setCode({ error }),
    );
    return () => {
      isWanted = false;
    };
  }, []);
  if (code === null) return <Loading />;
  if ('error' in code) return <Failed error={code.error} />;
  return <DrawnMap seatMap={code.seatMap} file={file} prices={prices} />;
}

function DrawnMap({ seatMap, file, prices }: MapPreviewProps & { readonly seatMap: SeatMapCode }) {
  const { t, money } = useMessages();
  const key = JSON.stringify(prices ?? null);
  const seats = useMemo(() => {
    const given: readonly PriceTier[] | null = JSON.parse(key);
    // Without prices each zone has its colour all the same, in the order of the map.
    const zones = file.zones.map(({ name }, place) => ({
      ...{ zone: name, name },
      price: { amountMinor: file.zones.length - place, currency: 'EUR' },
    }));
    return { seatMap, store: openStillSeats(seatMap, file, given ?? zones) };
  }, [seatMap, file, key]);
  const isPriced = prices !== undefined;
  const texts = useMemo(() => (isPriced ? mapTexts({ t, money }) : withoutPrices({ t, money })), [isPriced, t, money]);
  return (
    <div className="map-preview">
      <SeatCanvas seats={seats} isReadOnly visibleZones={null} texts={texts} />
      <ul className="map-preview-zones" aria-label={t('planning.map.zones')}>
        {seats.store.zones.map(({ name, available, priceMinor, currency }, place) => (
          // Two zones may have prices of one name.
          // biome-ignore lint/suspicious/noArrayIndexKey: their order is that of the map
          <li key={place}>
            <span className={`legend-dot zone-${Math.min(place + 1, 8)}`} aria-hidden="true" /> {name}
            {isPriced && <strong> {money({ amountMinor: priceMinor, currency })}</strong>}{' '}
            <span className="muted">{t('organizer.seats.count', { count: available })}</span>
          </li>
        ))}
      </ul>
      <details>
        <summary>{t('planning.map.sections', { count: file.sections.length })}</summary>
        <ul className="planning-list">
          {file.sections.map(({ name, from, to }) => (
            <li key={name}>
              {name} · {t('organizer.seats.count', { count: to - from })}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

/** Zones have names alone, and sections nothing beside theirs. */
const withoutPrices = (messages: Parameters<typeof mapTexts>[0]): MapTexts => ({
  ...mapTexts(messages),
  ...{ from: () => '', price: () => '', seatPrice: ({ name }) => name },
});

/** A map without a show, with its prices if there are any: every seat is free, and nothing changes. */
function openStillSeats(
  { decodeGeometry, SeatState }: SeatMapCode,
  file: GeometryFile,
  priceTiers: readonly PriceTier[],
): SeatState {
  const state = new SeatState();
  const geometry = decodeGeometry(file);
  const statuses = 'A'.repeat(geometry.seatCount);
  state.open(geometry, priceTiers, { statuses, versions: new Array(geometry.seatCount).fill(0), revision: '' });
  return state;
}
