import { useState } from 'react';
import { useMessages } from '../../../messages/use-messages';

interface UnpairProps {
  readonly queuedCount: number;
  readonly onUnpair: () => void;
}

/** Ends the pairing on this device. Asks once more, and says what still waits here. */
export function Unpair({ queuedCount, onUnpair }: UnpairProps) {
  const { t } = useMessages();
  const [isAsking, setAsking] = useState(false);
  if (!isAsking) {
    return (
      <button type="button" className="text-button" onClick={() => setAsking(true)}>
        {t('door.unpair')}
      </button>
    );
  }
  return (
    <fieldset className="order-ask">
      <legend>{t('door.unpairAsk')}</legend>
      {queuedCount > 0 && <p className="notice notice-warn">{t('door.pair.queued', { count: queuedCount })}</p>}
      <button type="button" className="button" onClick={onUnpair}>
        {t('door.unpairYes')}
      </button>
      <button type="button" className="button button-quiet" onClick={() => setAsking(false)}>
        {t('door.unpairNo')}
      </button>
    </fieldset>
  );
}
