/**
 * Taking and returning money through a provider port. This room knows references and sums, neither seats nor buyers.
 *
 * `openStripe` is the port's one implementation. Whatever names a payment method passes `readPaymentMethod` first.
 */
export { looksLikeCardNumber, type PaymentMethodReading, readPaymentMethod } from './payment-method';
export type {
  CallRefused,
  ChargeRequest,
  NoAnswer,
  PaymentProvider,
  PaymentRequest,
  PaymentState,
  Prepared,
  ProviderPayment,
  RefundRequest,
  RefundState,
  WebhookReading,
} from './payment-provider';
export { openStripe, type StripeSettings } from './stripe-provider';
