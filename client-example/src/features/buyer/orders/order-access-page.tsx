import { useState } from 'react';
import { keepOrderAccess } from '../../../api/order-session';
import { useApi } from '../../../app/api-context';
import { navigate, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { openOrderMutation, sendOrderLinkMutation } from './operations';

type Step =
  | { readonly kind: 'ready' | 'working' | 'invalid' }
  | { readonly kind: 'used' | 'sent'; readonly sentTo: string };

/**
 * Where the link in a mail leads. The secret is behind the `#`, which no server sees. The order opens with a press: the
 * link works once, and some mail programs visit each link before their reader does.
 */
export default function OrderAccessPage() {
  const { t } = useMessages();
  const api = useApi();
  const textOf = useErrorText();
  const [secret] = useState(() => location.hash.slice(1));
  const [step, setStep] = useState<Step>({ kind: secret === '' ? 'invalid' : 'ready' });
  const [problem, setProblem] = useState<string | null>(null);
  useTitle(t('access.title'));

  const attempt = async (work: () => Promise<Step | null>) => {
    const before = step;
    setProblem(null);
    setStep({ kind: 'working' });
    try {
      const next = await work();
      if (next !== null) setStep(next);
    } catch (error) {
      setProblem(textOf(error));
      setStep(before);
    }
  };
  const open = () =>
    attempt(async () => {
      const { openOrder } = await api.ask(openOrderMutation, { secret });
      if (openOrder.__typename === 'OrderLinkUsed') return { kind: 'used', sentTo: openOrder.sentTo };
      if (openOrder.__typename !== 'OpenOrderPayload') return { kind: 'invalid' };
      const { token, expiresAt, order } = openOrder;
      keepOrderAccess({ orderId: order.id, token, expiresAt });
      navigate(paths.order(order.id), { replace: true });
      return null;
    });
  const send = () =>
    attempt(async () => {
      const { sendOrderLink } = await api.ask(sendOrderLinkMutation, { secret });
      return sendOrderLink.__typename === 'SendOrderLinkPayload'
        ? { kind: 'sent', sentTo: sendOrderLink.sentTo }
        : { kind: 'invalid' };
    });

  return (
    <section className="state">
      <h1>{t('access.title')}</h1>
      <div role="status">
        {step.kind === 'invalid' && <p>{t('access.invalid')}</p>}
        {step.kind === 'used' && <p>{t('access.used', { address: step.sentTo })}</p>}
        {step.kind === 'sent' && <p>{t('access.sent', { address: step.sentTo })}</p>}
        {step.kind === 'ready' && <p>{t('access.hint')}</p>}
      </div>
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
      {(step.kind === 'ready' || step.kind === 'working') && (
        <button type="button" className="button" disabled={step.kind === 'working'} onClick={() => void open()}>
          {t('access.open')}
        </button>
      )}
      {step.kind === 'used' && (
        <button type="button" className="button" onClick={() => void send()}>
          {t('access.send')}
        </button>
      )}
    </section>
  );
}
