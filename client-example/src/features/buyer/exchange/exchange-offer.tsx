import { type FormEvent, useCallback, useRef } from 'react';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { usePaymentAdapter } from '../checkout/payment/use-payment-adapter';
import type { ExchangeQuote } from './operations';
import type { Exchange } from './use-exchange';

interface ExchangeOfferProps {
  readonly quote: ExchangeQuote;
  readonly exchange: Exchange;
}

/** The new seats, the difference, and the way to pay it. */
export function ExchangeOffer({ quote, exchange }: ExchangeOfferProps) {
  const { t, money } = useMessages();
  const textOf = useErrorText();
  const adapter = usePaymentAdapter();
  const loaded = adapter.kind === 'ready' ? adapter.adapter : null;
  const makePaymentMethod = useRef<(() => Promise<string>) | null>(null);
  const onReady = useCallback((make: () => Promise<string>) => {
    makePaymentMethod.current = make;
  }, []);
  const isDue = quote.due.amountMinor > 0;
  const { isWorking } = exchange;

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isWorking) return;
    try {
      const method = isDue ? await makePaymentMethod.current?.() : null;
      if (method !== undefined) await exchange.commit(method, loaded);
    } catch (error) {
      exchange.fail(error);
    }
  };

  return (
    <form className="pay-form" noValidate onSubmit={(event) => void submit(event)}>
      <div role="status" className="order-return-quote">
        <p>
          {t('exchange.newSeats')}{' '}
          {quote.hold.seats.map(({ id, label, description }) => (
            <span key={id}>
              <strong aria-hidden="true">{label} </strong>
              <span className="visually-hidden">{description}</span>
            </span>
          ))}
        </p>
        <p className="muted">{t('exchange.prices', { paid: money(quote.paid), price: money(quote.price) })}</p>
        <p>
          <strong>
            {isDue
              ? t('exchange.due', { amount: money(quote.due) })
              : quote.refund.amountMinor > 0
                ? t('exchange.refund', { amount: money(quote.refund) })
                : t('exchange.even')}
          </strong>
        </p>
      </div>
      {isDue && adapter.kind === 'failed' && <p className="notice notice-bad">{textOf(adapter.error)}</p>}
      {isDue && adapter.kind === 'ready' && loaded === null && (
        <p className="notice notice-warn">{t('checkout.noProvider')}</p>
      )}
      {isDue && loaded && <loaded.Fields isDisabled={isWorking} onReady={onReady} />}
      <button type="submit" className="button button-wide" disabled={isWorking || (isDue && loaded === null)}>
        {isWorking && <span className="spinner" aria-hidden="true" />}
        {t('exchange.commit')}
      </button>
    </form>
  );
}
