import { useState } from 'react';
import { newIdempotencyKey } from '../../../api/idempotency-key';
import { useApi } from '../../../app/api-context';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { quoteShowMutation, type Run, refundShowMutation, type ShowQuote } from './operations';

const MESSAGE_LENGTH_MAX = 1000;

interface StartRefundProps {
  readonly showId: string;
  readonly onStarted: (run: Run) => void;
}

/** What would be returned, then the message to the buyers, then the start. */
export function StartRefund({ showId, onStarted }: StartRefundProps) {
  const { t } = useMessages();
  const api = useApi();
  const textOf = useErrorText();
  const [quote, setQuote] = useState<Omit<ShowQuote, '__typename'> | null>(null);
  const [message, setMessage] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    await work().catch((error: unknown) => setProblem(textOf(error)));
    setBusy(false);
  };
  const ask = async () => {
    const { refundShowQuote } = await api.ask(quoteShowMutation, { id: showId });
    if (refundShowQuote.__typename === 'ShowRefundQuote') setQuote(refundShowQuote);
    else setProblem(refundShowQuote.message);
  };
  const start = async (quoteId: string) => {
    const variables = { quoteId, message: message.trim() || null, idempotencyKey: newIdempotencyKey() };
    const { refundShow } = await api.ask(refundShowMutation, variables);
    if (refundShow.__typename === 'RefundShowPayload') return onStarted(refundShow.run);
    setProblem(refundShow.message);
    setQuote(refundShow.__typename === 'ShowRefundQuoteOutdated' ? refundShow.quote : null);
  };

  return (
    <section className="panel" aria-busy={isBusy}>
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
      {quote === null ? (
        <button type="button" className="button" disabled={isBusy} onClick={() => void attempt(ask)}>
          {t('organizer.refund.quote')}
        </button>
      ) : (
        <>
          <QuoteFacts quote={quote} />
          <div className="field">
            <label className="field-label" htmlFor="refund-message">
              {t('organizer.refund.message')}
            </label>
            <textarea
              id="refund-message"
              className="input"
              rows={4}
              maxLength={MESSAGE_LENGTH_MAX}
              value={message}
              onChange={({ target }) => setMessage(target.value)}
            />
          </div>
          <button
            type="button"
            className="button"
            disabled={isBusy}
            onClick={() => void attempt(() => start(quote.id))}
          >
            {t('organizer.refund.start', { count: quote.orderCount })}
          </button>
        </>
      )}
    </section>
  );
}

function QuoteFacts({ quote }: { readonly quote: Omit<ShowQuote, '__typename'> }) {
  const { t, money } = useMessages();
  const { orderCount, ticketCount, scannedTicketCount, sums } = quote;
  return (
    <div role="status">
      <ul>
        <li>{t('organizer.refund.orders', { count: orderCount })}</li>
        <li>{t('organizer.refund.tickets', { count: ticketCount })}</li>
        {scannedTicketCount > 0 && <li>{t('organizer.refund.scanned', { count: scannedTicketCount })}</li>}
        {sums.map(({ toReturn, kept }) => (
          <li key={toReturn.currency}>
            <strong>{t('organizer.refund.toReturn', { amount: money(toReturn) })}</strong>{' '}
            {kept.amountMinor > 0 && t('organizer.refund.kept', { amount: money(kept) })}
          </li>
        ))}
      </ul>
    </div>
  );
}
