import { type FormEvent, useCallback, useRef, useState } from 'react';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import type { Hold } from '../ticketing/hold-fields';
import { usePaymentAdapter } from './payment/use-payment-adapter';
import { PurchaseNotice } from './purchase-notice';
import { usePurchase } from './use-purchase';

/** Seats that cost nothing never reach the provider, so any name of a payment method will do. */
const NOTHING_TO_PAY = 'pm_none';
const EMAIL_KEY = 'frontrow.email';

interface PayFormProps {
  readonly hold: Hold;
  readonly reloadHold: () => void;
}

export function PayForm({ hold, reloadHold }: PayFormProps) {
  const { t, money } = useMessages();
  const textOf = useErrorText();
  const adapter = usePaymentAdapter();
  const loaded = adapter.kind === 'ready' ? adapter.adapter : null;
  const purchase = usePurchase(hold, loaded, reloadHold);
  const makePaymentMethod = useRef<(() => Promise<string>) | null>(null);
  const onReady = useCallback((make: () => Promise<string>) => {
    makePaymentMethod.current = make;
  }, []);
  const [email, setEmail] = useState(() => localStorage.getItem(EMAIL_KEY) ?? '');
  const [isEmailWrong, setEmailWrong] = useState(false);

  const { state } = purchase;
  const isBusy = state.kind === 'paying' || state.kind === 'leaving';
  const isFree = hold.total.amountMinor === 0;

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy) return;
    const isValid = email === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email);
    setEmailWrong(!isValid);
    if (!isValid) return document.getElementById('email')?.focus();
    localStorage.setItem(EMAIL_KEY, email);
    try {
      const method = isFree ? NOTHING_TO_PAY : await makePaymentMethod.current?.();
      if (method !== undefined) purchase.pay(method, email);
    } catch (error) {
      purchase.fail(error);
    }
  };

  return (
    <form className="pay-form" noValidate onSubmit={(event) => void submit(event)}>
      <PurchaseNotice state={state} onRetry={purchase.retry} onBank={purchase.goToBank} />
      <div className="field">
        <label className="field-label" htmlFor="email">
          {t('checkout.email')}
        </label>
        <input
          id="email"
          className="input"
          type="email"
          autoComplete="email"
          maxLength={254}
          value={email}
          disabled={isBusy}
          aria-invalid={isEmailWrong}
          aria-describedby="email-hint"
          onChange={({ target }) => setEmail(target.value.trim())}
        />
        <span id="email-hint" className={isEmailWrong ? 'field-error' : 'field-hint'}>
          {t(isEmailWrong ? 'checkout.emailWrong' : 'checkout.emailHint')}
        </span>
      </div>
      {adapter.kind === 'failed' && <p className="notice notice-bad">{textOf(adapter.error)}</p>}
      {adapter.kind === 'ready' && loaded === null && <p className="notice notice-warn">{t('checkout.noProvider')}</p>}
      {loaded && !isFree && <loaded.Fields isDisabled={isBusy} onReady={onReady} />}
      <button type="submit" className="button button-wide" disabled={isBusy || loaded === null}>
        {isBusy && <span className="spinner" aria-hidden="true" />}
        {isBusy ? t('checkout.paying') : isFree ? t('checkout.free') : t('checkout.pay', { amount: money(hold.total) })}
      </button>
    </form>
  );
}
