import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { refusalText } from '../../../app/refusal-text';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { cancelOrderMutation, type Order } from './operations';

interface CancelOrderProps {
  readonly order: Order;
  readonly onChange: (order: Order) => void;
}

/** Returns a whole order while its show allows it. Asks once more first: nobody can be sure to get the seats again. */
export function CancelOrder({ order, onChange }: CancelOrderProps) {
  const { t, money, dayAndTime } = useMessages();
  const api = useApi();
  const textOf = useErrorText();
  const [step, setStep] = useState<'closed' | 'asking' | 'working'>('closed');
  const [problem, setProblem] = useState<string | null>(null);
  const { show, status, total } = order;
  if (status !== 'CONFIRMED') return null;
  const { refundUntil, venue } = show;
  const isOpen = show.status === 'CANCELLED' || (refundUntil !== null && Date.parse(refundUntil) > api.clock.now());
  if (!isOpen) return <p className="muted order-cancel">{t('order.cancelNever')}</p>;

  const cancel = async () => {
    setStep('working');
    try {
      const { cancelOrder } = await api.askAsBuyer(cancelOrderMutation, { id: order.id });
      if (cancelOrder.__typename === 'CancelOrderPayload') return onChange(cancelOrder.order);
      setProblem(refusalText(t, cancelOrder));
    } catch (error) {
      setProblem(textOf(error));
    }
    setStep('closed');
  };

  return (
    <div className="order-cancel">
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
      {step === 'closed' ? (
        <>
          <button type="button" className="button button-quiet" onClick={() => setStep('asking')}>
            {t('order.cancel')}
          </button>
          {refundUntil && (
            <p className="muted">{t('order.cancelUntil', { when: dayAndTime(refundUntil, venue.timeZone) })}</p>
          )}
        </>
      ) : (
        <fieldset className="order-ask" disabled={step === 'working'}>
          <legend>{t('order.cancelAsk', { amount: money(total) })}</legend>
          <button type="button" className="button" onClick={() => void cancel()}>
            {t('order.cancelYes')}
          </button>
          <button type="button" className="button button-quiet" onClick={() => setStep('closed')}>
            {t('order.cancelNo')}
          </button>
        </fieldset>
      )}
    </div>
  );
}
