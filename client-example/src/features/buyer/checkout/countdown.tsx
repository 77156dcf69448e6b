import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { refusalText } from '../../../app/refusal-text';
import { useCountdown } from '../../../app/use-countdown';
import { useMessages } from '../../../messages/use-messages';
import type { Hold } from '../ticketing/hold-fields';
import { extendHoldMutation } from './operations';

/** More time is offered from here on, and spoken at these minutes. */
const ENDING_SECONDS = 60;
const SPOKEN_MINUTES = [5, 2, 1];

interface CountdownProps {
  readonly hold: Hold;
  readonly onChange: (hold: Hold) => void;
}

export function Countdown({ hold, onChange }: CountdownProps) {
  const { t, countdown } = useMessages();
  const left = useCountdown(hold.expiresAt);
  const isEnding = left <= ENDING_SECONDS;
  // The sentence stays the same for a whole minute, so a screen reader says it once.
  const minute = SPOKEN_MINUTES.find((minutes) => left <= minutes * 60 && left > (minutes - 1) * 60);
  return (
    <div className={`countdown ${isEnding ? 'countdown-ending' : ''}`}>
      <span className="countdown-label">{t('checkout.timeLeft')}</span>
      <time className="countdown-time" role="timer" aria-live="off">
        {countdown(left)}
      </time>
      <span className="visually-hidden" role="status">
        {minute === undefined ? '' : t('checkout.minutesSpoken', { count: minute })}
      </span>
      {isEnding && left > 0 && <MoreTime hold={hold} onChange={onChange} />}
    </div>
  );
}

function MoreTime({ hold, onChange }: CountdownProps) {
  const { t } = useMessages();
  const api = useApi();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  if (problem !== null || hold.expiresAt >= hold.expiresAtMax) {
    return <span className="countdown-note">{problem ?? t('checkout.noMore')}</span>;
  }
  const extend = async () => {
    setBusy(true);
    try {
      const { extendHold } = await api.askAsBuyer(extendHoldMutation, { id: hold.id });
      if (extendHold.__typename === 'ExtendHoldPayload') {
        api.clock.learn(extendHold.serverTime);
        onChange(extendHold.hold);
      } else setProblem(refusalText(t, extendHold));
    } catch {
      // The button is still there: press it again.
    } finally {
      setBusy(false);
    }
  };
  return (
    <button type="button" className="button button-quiet" disabled={isBusy} onClick={() => void extend()}>
      {t('checkout.extend')}
    </button>
  );
}
