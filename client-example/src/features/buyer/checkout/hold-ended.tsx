import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { refusalText } from '../../../app/refusal-text';
import { Link, navigate } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import type { Hold } from '../ticketing/hold-fields';
import { holdSeats } from '../ticketing/hold-seats';
import { SeatLines } from '../ticketing/seat-lines';
import { ShowLine } from '../ticketing/show-line';

/** The seats are not held any more: why, and the way on. */
export function HoldEnded({ hold }: { readonly hold: Hold }) {
  const { t } = useMessages();
  const api = useApi();
  const textOf = useErrorText();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { stage, show, seats, total } = hold;
  const ranOut = stage === 'EXPIRED' || stage === 'ACTIVE' || stage === 'ENDING';

  const tryAgain = async () => {
    setBusy(true);
    try {
      const result = await holdSeats(api, { showId: show.id, seatIds: seats.map(({ id }) => id) });
      if (result.__typename === 'HoldSeatsPayload') return navigate(paths.hold(result.hold.id), { replace: true });
      setProblem(result.__typename === 'SeatsUnavailable' ? t('checkout.againGone') : refusalText(t, result));
    } catch (error) {
      setProblem(textOf(error));
    }
    setBusy(false);
  };

  return (
    <div className="state" role={ranOut ? 'alert' : 'status'}>
      <h1>
        {t(ranOut ? 'checkout.expired' : stage === 'SHOW_CANCELLED' ? 'checkout.showCancelled' : 'checkout.released')}
      </h1>
      {ranOut && <p>{t('checkout.expiredBody')}</p>}
      <div className="panel hold-ended-seats">
        <ShowLine show={show} />
        <SeatLines
          lines={seats.map((seat) => ({ seat, price: seat.tier.price, note: seat.tier.name }))}
          total={total}
        />
      </div>
      {problem !== null && <p className="notice notice-bad">{problem}</p>}
      {stage !== 'SHOW_CANCELLED' && problem === null && (
        <button type="button" className="button" disabled={isBusy} onClick={() => void tryAgain()}>
          {t('checkout.again')}
        </button>
      )}
      <Link className={problem === null ? 'button button-quiet' : 'button'} href={paths.show(show.id)}>
        {t('checkout.others')}
      </Link>
    </div>
  );
}
