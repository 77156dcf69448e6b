import { type ResultOf, textOf } from '../../support/graphql';
import { QUEUE_POSITION } from './documents';
import { Subscription } from './subscription';

export type QueueOutcome = 'admitted' | 'closed' | 'impatient' | 'lost';

export interface QueueParts {
  readonly url: () => string;
  readonly showId: string;
  readonly token: string;
  readonly patienceSeconds: number;
  readonly signal: AbortSignal;
}

const PAUSE_MS = 1000;

/** Waits in the queue until the buyer is admitted, it closes, or the patience is over. A lost connection is made anew. */
export function waitForAdmission({ url, showId, token, patienceSeconds, signal }: QueueParts): Promise<QueueOutcome> {
  return new Promise((resolve) => {
    let subscription: Subscription | undefined;
    let again: NodeJS.Timeout | undefined;
    let ended = false;
    const end = (outcome: QueueOutcome) => {
      if (ended) return;
      ended = true;
      clearTimeout(patience);
      clearTimeout(again);
      signal.removeEventListener('abort', abort);
      subscription?.close();
      resolve(outcome);
    };
    const abort = () => end('lost');
    const patience = setTimeout(() => end('impatient'), patienceSeconds * 1000);
    signal.addEventListener('abort', abort);
    const receive = (frame: Buffer) => {
      // The protocol and our own document say that it is this.
      const { type, payload } = JSON.parse(frame.toString()) as {
        readonly type: string;
        readonly payload?: { readonly data?: ResultOf<typeof QUEUE_POSITION> | null };
      };
      const place = payload?.data?.queuePosition.__typename;
      if (place === 'QueueAdmitted') end('admitted');
      else if (place === 'QueueClosed' || type === 'complete') end('closed');
    };
    const connect = () => {
      const onClose = () => {
        if (!ended) again = setTimeout(connect, PAUSE_MS * Math.random());
      };
      const query = { query: textOf(QUEUE_POSITION), variables: { id: showId } };
      subscription = new Subscription({ url: url(), ...query, token, onFrame: receive, onClose });
    };
    if (signal.aborted) end('lost');
    else connect();
  });
}
