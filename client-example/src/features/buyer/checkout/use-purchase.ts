import { useCallback, useEffect, useRef, useState } from 'react';
import { askUntilAnswered } from '../../../api/ask-until-answered';
import { useApi } from '../../../app/api-context';
import { navigate } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useMessages } from '../../../messages/use-messages';
import type { Hold } from '../ticketing/hold-fields';
import { type PurchaseResult, purchaseMutation, resumePurchaseMutation } from './operations';
import type { PaymentAdapter } from './payment/adapter';
import { endAttempt, openAttempt, type PurchaseAttempt, startAttempt } from './purchase-attempt';

export type PurchaseState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'paying'; readonly wasCut: boolean }
  | { readonly kind: 'leaving' }
  /** The bank was asked before, and has no answer of the buyer yet. */
  | { readonly kind: 'bankWaits'; readonly clientSecret: string; readonly orderId: string }
  | { readonly kind: 'refused'; readonly result: PurchaseResult }
  | { readonly kind: 'failed'; readonly error: unknown };

/** The order whose bank sent the buyer back here; null on every other visit. */
const orderFromBank = () => new URLSearchParams(location.search).get('order');

/** The purchase of a hold: from the press of the button, over the buyer's bank, to the order. */
export function usePurchase(hold: Hold, adapter: PaymentAdapter | null, reloadHold: () => void) {
  const api = useApi();
  const { locale } = useMessages();
  const [state, setState] = useState<PurchaseState>({ kind: 'idle' });
  const started = useRef(false);

  const goToBank = useCallback(
    async (clientSecret: string, orderId: string): Promise<void> => {
      setState({ kind: 'leaving' });
      const query = new URLSearchParams({ order: orderId });
      const returnUrl = new URL(`${paths.hold(hold.id)}?${query}`, location.href).href;
      if ((await adapter?.confirm(clientSecret, returnUrl)) !== 'returned') return;
      const { resumePurchase } = await api.askAsBuyer(resumePurchaseMutation, { orderId });
      await receive.current(resumePurchase, true);
    },
    [api, adapter, hold.id],
  );

  /** What every answer leads to, whichever of the two mutations it came from. */
  const receive = useRef(async (_: PurchaseResult, __: boolean): Promise<void> => undefined);
  receive.current = async (result, byBank) => {
    endAttempt(hold.id);
    switch (result.__typename) {
      case 'PurchasePayload':
        return navigate(paths.order(result.order.id), { replace: true });
      case 'PaymentActionRequired': {
        const { clientSecret, order } = result;
        if (byBank) return setState({ kind: 'bankWaits', clientSecret, orderId: order.id });
        return goToBank(clientSecret, order.id);
      }
      default:
        setState({ kind: 'refused', result });
        reloadHold();
    }
  };

  const run = useCallback(async (work: () => Promise<PurchaseResult>, byBank: boolean) => {
    setState({ kind: 'paying', wasCut: false });
    try {
      await receive.current(await work(), byBank);
    } catch (error) {
      setState({ kind: 'failed', error });
    }
  }, []);

  const send = useCallback(
    (input: PurchaseAttempt) =>
      run(async () => {
        const onCut = () => setState({ kind: 'paying', wasCut: true });
        return (await askUntilAnswered(api, purchaseMutation, { input }, onCut)).purchase;
      }, false),
    [api, run],
  );

  const resume = useCallback(
    (orderId: string) =>
      run(async () => (await api.askAsBuyer(resumePurchaseMutation, { orderId })).resumePurchase, true),
    [api, run],
  );

  // The page was opened anew: after the bank, or in the middle of a purchase.
  const { id, stage, order } = hold;
  useEffect(() => {
    if (started.current || adapter === null) return;
    started.current = true;
    const attempt = openAttempt(id);
    // The bank's answer may have arrived before its customer: whatever the hold is now, the order says what happened.
    const orderId = orderFromBank() ?? (stage === 'PAYING' ? order?.id : undefined);
    if (orderId !== undefined) {
      navigate(paths.hold(id), { replace: true });
      void resume(orderId);
    } else if (attempt && (stage === 'ACTIVE' || stage === 'ENDING')) void send(attempt);
  }, [adapter, id, stage, order, resume, send]);

  return {
    state,
    /** The same press once more where no answer came: it has the same key. */
    retry: () => {
      const attempt = openAttempt(hold.id);
      if (attempt) void send(attempt);
      else setState({ kind: 'idle' });
    },
    pay: (paymentMethod: string, email: string) => void send(startAttempt(hold.id, paymentMethod, email, locale)),
    goToBank: (clientSecret: string, orderId: string) => void goToBank(clientSecret, orderId),
    fail: (error: unknown) => setState({ kind: 'failed', error }),
  };
}
