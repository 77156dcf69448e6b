import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { navigate } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useMessages } from '../../../messages/use-messages';
import type { Hold } from '../ticketing/hold-fields';
import { releaseHoldMutation } from './operations';

/** Gives the seats back and returns to the map. */
export function ReleaseButton({ hold }: { readonly hold: Hold }) {
  const { t } = useMessages();
  const api = useApi();
  const [isBusy, setBusy] = useState(false);
  const release = async () => {
    setBusy(true);
    try {
      await api.askAsBuyer(releaseHoldMutation, { id: hold.id });
      navigate(paths.show(hold.show.id), { replace: true });
    } catch {
      // The seats come back by themselves when the time is over.
      setBusy(false);
    }
  };
  return (
    <button type="button" className="text-button" disabled={isBusy} onClick={() => void release()}>
      {t('checkout.release')}
    </button>
  );
}
