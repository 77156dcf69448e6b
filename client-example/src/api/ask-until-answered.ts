import type { TypedDocumentNode } from '@urql/core';
import type { Api } from './api';
import { ApiError } from './api-error';

/** Half a minute in all: a server that died has been replaced by then. */
const PAUSES_MS = [300, 1000, 2000, 4000, 5000, 5000, 5000, 5000];

/**
 * RECIPE "one key for each decision". Sends a mutation that has an idempotency key, and sends the same once more where
 * the connection was cut: nobody knows whether the first one arrived, and with the same key it has one effect.
 *
 * `onCut` is called before each repetition, to say so on the page.
 */
export async function askUntilAnswered<Data, Variables extends object>(
  api: Api,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  onCut: () => void = () => undefined,
): Promise<Data> {
  for (const pause of PAUSES_MS) {
    try {
      return await api.askAsBuyer(document, variables);
    } catch (error) {
      if (!(error instanceof ApiError) || !mayHaveArrived(error)) throw error;
      onCut();
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return api.askAsBuyer(document, variables);
}

const mayHaveArrived = ({ code }: ApiError) => code === 'NETWORK' || code === 'SERVICE_UNAVAILABLE';
