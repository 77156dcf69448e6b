import { useEffect } from 'react';
import { NotFound } from '../../../app/not-found';
import { navigate, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Failed, Loading } from '../../../app/states';
import { useCountdown } from '../../../app/use-countdown';
import { useMessages } from '../../../messages/use-messages';
import type { Hold } from '../ticketing/hold-fields';
import { Countdown } from './countdown';
import { HoldEnded } from './hold-ended';
import { HoldSummary } from './hold-summary';
import { PayForm } from './pay-form';
import { ReleaseButton } from './release-button';
import { useHold } from './use-hold';

/** Everything between the choice of seats and the order. Its address is the hold's, so it can be left and found again. */
export default function CheckoutPage({ id }: { readonly id: string }) {
  const { t } = useMessages();
  useTitle(t('checkout.title'));
  const { state, set, reload } = useHold(id);
  switch (state.kind) {
    case 'loading':
      return <Loading />;
    case 'failed':
      return <Failed error={state.error} retry={reload} />;
    case 'missing':
      return <NotFound />;
    case 'ready':
      return <Checkout hold={state.hold} onChange={set} reload={reload} />;
  }
}

interface CheckoutProps {
  readonly hold: Hold;
  readonly onChange: (hold: Hold) => void;
  readonly reload: () => void;
}

function Checkout({ hold, onChange, reload }: CheckoutProps) {
  const { t } = useMessages();
  const { stage, order } = hold;
  const left = useCountdown(hold.expiresAt);
  const isBought = stage === 'CONVERTED' && order !== null;
  useEffect(() => {
    if (isBought && order) navigate(paths.order(order.id), { replace: true });
  }, [isBought, order]);
  if (isBought) return <Loading />;
  const isHeld = stage === 'ACTIVE' || stage === 'ENDING';
  // The server says EXPIRED within a second or two; nobody is left with a form that cannot work until then.
  if (stage !== 'PAYING' && (!isHeld || left === 0)) return <HoldEnded hold={hold} />;
  return (
    <div className="checkout">
      <div className="checkout-head">
        <h1>{t('checkout.title')}</h1>
        {isHeld && <Countdown hold={hold} onChange={onChange} />}
      </div>
      <div className="checkout-columns">
        <section className="panel">
          <PayForm hold={hold} reloadHold={reload} />
        </section>
        <aside className="panel checkout-summary">
          <HoldSummary hold={hold} />
          {isHeld && <ReleaseButton hold={hold} />}
        </aside>
      </div>
    </div>
  );
}
