/**
 * Taking and returning money through a provider port. This room knows references and sums, neither seats nor buyers.
 *
 * `openStripe` is the port's one implementation. Whatever names a payment method passes `readPaymentMethod` first.
 */
import type { AppModule } from '../platform';
import type { PaymentProvider } from './payment-provider';
import { openStripe, type StripeSettings } from './stripe/stripe-provider';

export {
  type DeadLetter,
  type Payment,
  type PaymentLedger,
  paymentLedger,
  type Refund,
  type RefundReason,
} from './ledger/payment-ledger';
export { looksLikeCardNumber, type PaymentMethodReading, readPaymentMethod } from './payment-method';
export type {
  CallRefused,
  ChargeRequest,
  NoAnswer,
  NoRefund,
  PaymentProvider,
  PaymentRequest,
  PaymentState,
  Prepared,
  ProviderPayment,
  RefundRequest,
  RefundState,
  WebhookReading,
} from './payment-provider';
export { openStripe, type StripeSettings } from './stripe/stripe-provider';

export interface Payments extends AppModule {
  readonly provider: PaymentProvider;
}

export function openPayments(settings: StripeSettings): Payments {
  const provider = openStripe(settings);
  return { provider, start: async () => provider.close };
}
