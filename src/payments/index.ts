/**
 * Taking and returning money through a provider port. This module knows references and amounts, neither seats nor
 * buyers.
 *
 * Money that members of an organization take at the box office is a second provider beside the configured one, in
 * `box-office/box-office-payments.ts`.
 *
 * Each provider has a folder, which owns its adapter, its webhook route and its settings; `providers.ts` lists them.
 * Whatever names a payment method passes `readPaymentMethod` first.
 */
import type { AppModule, Platform } from '../platform';
import { withDesk } from './box-office/box-office-payments';
import type { ClientPayments } from './client-payments';
import type { PaymentProvider, ProviderEvent } from './payment-provider';
import { clientPayments, openProvider, type ProviderSettings } from './providers';

export { type DeskMethod, withDesk } from './box-office/box-office-payments';
export type { ClientPayments } from './client-payments';
export { creditLedger } from './ledger/credit-ledger';
export type {
  DeadLetter,
  MovedCredit,
  Payment,
  PaymentKey,
  ProviderRefund,
  Refund,
  RefundReason,
  ReturnReason,
  ReturnRefund,
} from './ledger/ledger-rows';
export { type PaymentLedger, paymentLedger } from './ledger/payment-ledger';
export { returnLedger } from './ledger/return-ledger';
export { HELD_BACK_UNTIL, isHeldBack } from './ledger/returns.sql';
export { looksLikeCardNumber, type PaymentMethodReading, readPaymentMethod } from './payment-method';
export type {
  CallRefused,
  ChargeRequest,
  Dispute,
  NoAnswer,
  PaymentProvider,
  PaymentRequest,
  PaymentState,
  Prepared,
  ProviderEvent,
  ProviderPayment,
  RefundList,
  RefundRequest,
  RefundState,
  WebhookReceiver,
} from './payment-provider';
export { configuredProvider, openProvider, type ProviderSettings, providerSettingNames } from './providers';

export interface Payments extends AppModule {
  readonly provider: PaymentProvider;
  /** For the site: how its pages take payments. */
  readonly inPages: ClientPayments;
  /** Called with every webhook of the provider, before the provider gets its answer. One listener. */
  onEvent(listener: (event: ProviderEvent) => Promise<void>): void;
}

export function openPayments(
  { logger, database, clock }: Pick<Platform, 'logger' | 'database' | 'clock'>,
  settings: ProviderSettings,
): Payments {
  const provider = withDesk(openProvider(settings), database, clock);
  let receive = async (event: ProviderEvent): Promise<void> => {
    throw new Error(`No handler is registered for the payment provider's events, such as ${event.type}`);
  };
  return {
    provider,
    inPages: clientPayments(settings),
    onEvent: (listener) => {
      receive = listener;
    },
    routes: (http) =>
      provider.serveWebhooks(http, {
        receive: (event) => receive(event),
        refused: (reason) => logger.warn({ reason }, 'A webhook was refused'),
      }),
    start: async () => provider.close,
  };
}
