import { useEffect, useState } from 'react';
import { askUntilAnswered } from '../../../api/ask-until-answered';
import { newIdempotencyKey } from '../../../api/idempotency-key';
import { useApi } from '../../../app/api-context';
import { refusalText } from '../../../app/refusal-text';
import { navigate } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { releaseHoldMutation, resumePurchaseMutation } from '../checkout/operations';
import type { PaymentAdapter } from '../checkout/payment/adapter';
import type { Order } from '../orders/operations';
import { seatIdsQuery } from '../show/operations';
import { commitExchangeMutation, type ExchangeQuote, quoteExchangeMutation } from './operations';

/** New seats by their places on the map, or so many of the best. */
type Wanted = { readonly indexes: readonly number[] } | { readonly quantity: number };

export interface Exchange {
  /** Null until seats are held. */
  readonly quote: ExchangeQuote | null;
  readonly problem: string | null;
  readonly isWorking: boolean;
  ask(wanted: Wanted): Promise<void>;
  commit(paymentMethod: string | null, adapter: PaymentAdapter | null): Promise<void>;
  /** Releases the new seats. */
  chooseAgain(): void;
  fail(error: unknown): void;
}

/** The exchange of the chosen tickets: the offer, and its commit over the buyer's bank to the new order. */
export function useExchange(order: Order, ticketIds: readonly string[]): Exchange {
  const api = useApi();
  const { t, locale } = useMessages();
  const textOf = useErrorText();
  const [quote, setQuote] = useState<ExchangeQuote | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isWorking, setWorking] = useState(false);
  const chosen = ticketIds.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: other tickets are another exchange
  useEffect(() => setProblem(null), [chosen]);

  const work = async (step: () => Promise<void>) => {
    setWorking(true);
    setProblem(null);
    try {
      await step();
    } catch (error) {
      setProblem(textOf(error));
    } finally {
      setWorking(false);
    }
  };

  const seatsOf = async (wanted: Wanted) => {
    if ('quantity' in wanted) return { best: wanted };
    const { show } = await api.ask(seatIdsQuery, { id: order.show.id, indexes: [...wanted.indexes] });
    return { seatIds: (show?.seats.nodes ?? []).map(({ id }) => id) };
  };

  const ask = (wanted: Wanted) =>
    work(async () => {
      const input = { orderId: order.id, ticketIds: [...ticketIds], ...(await seatsOf(wanted)) };
      const { quoteExchange } = await api.askAsBuyer(quoteExchangeMutation, { input });
      if (quoteExchange.__typename === 'ExchangeQuote') setQuote(quoteExchange);
      else setProblem(refusalText(t, quoteExchange));
    });

  const commit = (paymentMethod: string | null, adapter: PaymentAdapter | null) =>
    work(async () => {
      if (quote === null) return;
      const input = { quoteId: quote.id, paymentMethod, locale, idempotencyKey: newIdempotencyKey() };
      const { commitExchange } = await askUntilAnswered(api, commitExchangeMutation, { input }, () => undefined);
      switch (commitExchange.__typename) {
        case 'CommitExchangePayload':
          return navigate(paths.order(commitExchange.order.id));
        case 'PaymentActionRequired': {
          // The page of the new order shows how it ends, also where the bank sends the buyer back to it.
          const page = paths.order(commitExchange.order.id);
          const returnUrl = new URL(page, location.href).href;
          if ((await adapter?.confirm(commitExchange.clientSecret, returnUrl)) !== 'returned') return;
          await api.askAsBuyer(resumePurchaseMutation, { orderId: commitExchange.order.id });
          return navigate(page);
        }
        case 'QuoteExpired':
        case 'ExchangeNotPossible':
        case 'HoldExpired':
          setQuote(null);
          return setProblem(refusalText(t, commitExchange));
        case 'PaymentDeclined':
          return setProblem(`${t('checkout.declined')}. ${t('checkout.declinedHint')}`);
        default:
          return setProblem(refusalText(t, commitExchange));
      }
    });

  const chooseAgain = () => {
    if (quote === null) return;
    setQuote(null);
    setProblem(null);
    // The next quote releases them as well.
    void api.askAsBuyer(releaseHoldMutation, { id: quote.hold.id }).catch(() => undefined);
  };

  return { quote, problem, isWorking, ask, commit, chooseAgain, fail: (error) => setProblem(textOf(error)) };
}
