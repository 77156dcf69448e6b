import { useCallback, useEffect, useRef, useState } from 'react';
import { askUntilAnswered } from '../../../api/ask-until-answered';
import { newIdempotencyKey } from '../../../api/idempotency-key';
import { useApi } from '../../../app/api-context';
import { refusalText } from '../../../app/refusal-text';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { commitReturnMutation, type Order, type Quote, quoteReturnMutation } from './operations';

/** A buyer who goes through a list of tickets asks once. */
const QUOTE_AFTER_MS = 250;

export interface Return {
  /** Null while it is worked out, and where nothing can be returned: then `problem` says why. */
  readonly quote: Quote | null;
  readonly problem: string | null;
  readonly isWorking: boolean;
  commit(): Promise<void>;
}

/** What comes back for the chosen tickets, and their return. */
export function useReturn(order: Order, ticketIds: readonly string[], onReturned: (order: Order) => void): Return {
  const api = useApi();
  const { t, locale: language } = useMessages();
  const textOf = useErrorText();
  const [quote, setQuote] = useState<Quote | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isWorking, setWorking] = useState(false);
  const texts = useRef({ t, textOf });
  texts.current = { t, textOf };
  const chosen = ticketIds.join();

  const ask = useCallback(
    async (isWanted: () => boolean) => {
      const variables = { orderId: order.id, ticketIds: chosen.split(','), language };
      try {
        const { quoteReturn } = await api.askAsBuyer(quoteReturnMutation, variables);
        if (!isWanted()) return;
        if (quoteReturn.__typename === 'ReturnQuote') setQuote(quoteReturn);
        else setProblem(refusalText(texts.current.t, quoteReturn));
      } catch (error) {
        if (isWanted()) setProblem(texts.current.textOf(error));
      }
    },
    [api, order.id, chosen, language],
  );

  useEffect(() => {
    setQuote(null);
    setProblem(null);
    if (chosen === '') return;
    let isLatest = true;
    const timer = setTimeout(() => void ask(() => isLatest), QUOTE_AFTER_MS);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [ask, chosen]);

  const commit = async () => {
    if (quote === null) return;
    setWorking(true);
    setProblem(null);
    try {
      const variables = { quoteId: quote.id, idempotencyKey: newIdempotencyKey(), language };
      const { commitReturn } = await askUntilAnswered(api, commitReturnMutation, variables, () => undefined);
      if (commitReturn.__typename === 'CommitReturnPayload') return onReturned(commitReturn.order);
      setProblem(refusalText(t, commitReturn));
      setQuote(commitReturn.__typename === 'QuoteOutdated' ? commitReturn.quote : null);
      if (commitReturn.__typename === 'QuoteExpired') await ask(() => true);
    } catch (error) {
      setProblem(textOf(error));
    } finally {
      setWorking(false);
    }
  };
  return { quote, problem, isWorking, commit };
}
