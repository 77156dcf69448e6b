import { useState } from 'react';
import { useMessages } from '../../../messages/use-messages';
import type { Place } from './event-filter';

const ANSWER_MS_MAX = 15_000;
/** About a kilometre: enough to find a venue, and no address. */
const DIGITS = 2;

interface NearMeProps {
  readonly isOn: boolean;
  readonly onChange: (place: Place | null) => void;
}

/** Asks the browser where it is, on a press alone. */
export function NearMe({ isOn, onChange }: NearMeProps) {
  const { t } = useMessages();
  const [state, setState] = useState<'idle' | 'asking' | 'failed'>('idle');
  const ask = () => {
    if (isOn) return onChange(null);
    if (!('geolocation' in navigator)) return setState('failed');
    setState('asking');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState('idle');
        const round = (degrees: number) => Number(degrees.toFixed(DIGITS));
        onChange({ latitude: round(coords.latitude), longitude: round(coords.longitude) });
      },
      () => setState('failed'),
      { timeout: ANSWER_MS_MAX, maximumAge: 600_000 },
    );
  };
  return (
    <p className="near-me">
      <button
        type="button"
        className="button button-quiet"
        aria-pressed={isOn}
        disabled={state === 'asking'}
        onClick={ask}
      >
        {t('programme.nearMe')}
      </button>
      <span role="status">{state === 'failed' ? t('programme.nearMeFailed') : ''}</span>
    </p>
  );
}
