import { useEffect, useRef } from 'react';
import { useMessages } from '../../../../messages/use-messages';
import type { FieldsProps, PaymentAdapter } from './adapter';

/** The part of Stripe.js that this page uses: docs.stripe.com/js. */
interface StripeCard {
  mount(element: HTMLElement): void;
  destroy(): void;
  update(options: { disabled: boolean }): void;
}
interface Stripe {
  elements(): { create(kind: 'card', options?: object): StripeCard };
  createPaymentMethod(options: {
    type: 'card';
    card: StripeCard;
  }): Promise<{ paymentMethod?: { id: string }; error?: { message?: string } }>;
  handleNextAction(options: { clientSecret: string }): Promise<{ error?: { message?: string } }>;
}

declare global {
  interface Window {
    Stripe?: (publishableKey: string) => Stripe;
  }
}

/**
 * Cards by Stripe's own library, which Stripe asks to be loaded from its host. It is loaded only where a publishable key
 * is configured. Written by Stripe's documentation and NOT TRIED: the place where it was made has neither a key nor a way
 * to Stripe.
 */
export async function stripeAdapter(publishableKey: string): Promise<PaymentAdapter> {
  await loadScript('https://js.stripe.com/v3/');
  const stripe = window.Stripe?.(publishableKey);
  if (stripe === undefined) throw new Error('Stripe.js was not loaded');
  return {
    // The adapter is made once for a checkout, so this component is one and the same for all of it.
    // biome-ignore lint/correctness/noComponentHookFactories: see above
    Fields: (props) => <CardField stripe={stripe} {...props} />,
    async confirm(clientSecret) {
      const { error } = await stripe.handleNextAction({ clientSecret });
      // A refusal is no fault: `resumePurchase` says what became of the payment.
      if (error) console.warn(error.message);
      return 'returned';
    },
  };
}

function CardField({ stripe, isDisabled, onReady }: FieldsProps & { readonly stripe: Stripe }) {
  const { t } = useMessages();
  const place = useRef<HTMLDivElement>(null);
  const card = useRef<StripeCard | null>(null);
  useEffect(() => {
    if (place.current === null) return;
    const field = stripe.elements().create('card');
    card.current = field;
    field.mount(place.current);
    onReady(async () => {
      const { paymentMethod, error } = await stripe.createPaymentMethod({ type: 'card', card: field });
      if (paymentMethod === undefined) throw new Error(error?.message ?? 'The card could not be read');
      return paymentMethod.id;
    });
    return () => field.destroy();
  }, [stripe, onReady]);
  useEffect(() => card.current?.update({ disabled: isDisabled }), [isDisabled]);
  return (
    <div className="field">
      <span className="field-label">{t('checkout.card')}</span>
      <div className="input" ref={place} />
    </div>
  );
}

function loadScript(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src, onload: () => resolve(), onerror: reject });
    document.head.append(script);
  });
}
