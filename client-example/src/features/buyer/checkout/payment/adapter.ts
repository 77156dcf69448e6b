import type { ComponentType } from 'react';

/** What the API says about the payment provider of this shop. */
export type PaymentSettings =
  | { readonly kind: 'local'; readonly bankPageUrl: string }
  | { readonly kind: 'stripe'; readonly publishableKey: string }
  | { readonly kind: 'none' };

export interface FieldsProps {
  readonly isDisabled: boolean;
  /** Gives the form the function that makes a payment method of what the buyer entered. */
  readonly onReady: (makePaymentMethod: () => Promise<string>) => void;
}

/** One payment provider in the page: its fields, and its way to the buyer's bank. */
export interface PaymentAdapter {
  readonly Fields: ComponentType<FieldsProps>;
  /**
   * RECIPE "3-D Secure". Takes the buyer to their bank. `left` means that the page is being left and that the bank sends
   * the buyer back to `returnUrl`; `returned`, that the bank asked within the page. Then `resumePurchase` completes it.
   */
  confirm(clientSecret: string, returnUrl: string): Promise<'left' | 'returned'>;
}

/** Each adapter is a file of its own, which only its shops load. */
export async function loadAdapter(settings: PaymentSettings): Promise<PaymentAdapter | null> {
  switch (settings.kind) {
    case 'local':
      return (await import('./local-adapter')).localAdapter(settings.bankPageUrl);
    case 'stripe':
      return (await import('./stripe-adapter')).stripeAdapter(settings.publishableKey);
    case 'none':
      return null;
  }
}
