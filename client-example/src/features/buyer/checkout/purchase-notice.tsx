import { refusalText } from '../../../app/refusal-text';
import { useErrorText } from '../../../app/states';
import type { MessageKey } from '../../../messages/translate';
import { useMessages } from '../../../messages/use-messages';
import type { PurchaseState } from './use-purchase';

/** The reasons that a buyer can do something about; a bank's other codes say nothing to its customer. */
const declineReasons: Readonly<Record<string, MessageKey>> = {
  insufficient_funds: 'decline.funds',
  expired_card: 'decline.expired',
};
/** The buyer pressed no at their bank, or the bank did not know them. */
const UNCONFIRMED = 'payment_intent_authentication_failure';

interface PurchaseNoticeProps {
  readonly state: PurchaseState;
  readonly onRetry: () => void;
  readonly onBank: (clientSecret: string, orderId: string) => void;
}

/** What became of the press of the button, and what the buyer can do next. */
export function PurchaseNotice({ state, onRetry, onBank }: PurchaseNoticeProps) {
  const { t } = useMessages();
  const textOf = useErrorText();
  switch (state.kind) {
    case 'idle':
      return null;
    case 'paying':
      return state.wasCut ? <Notice kind="warn" text={t('checkout.cut')} /> : null;
    case 'leaving':
      return <Notice kind="good" text={t('checkout.bankLeaving')} />;
    case 'bankWaits':
      return (
        <div className="notice notice-warn" role="alert">
          <p>{t('checkout.bankWaiting')}</p>
          <button type="button" className="button" onClick={() => onBank(state.clientSecret, state.orderId)}>
            {t('checkout.bankGo')}
          </button>
        </div>
      );
    case 'failed':
      return (
        <div className="notice notice-bad" role="alert">
          <p>{textOf(state.error)}</p>
          <button type="button" className="button button-quiet" onClick={onRetry}>
            {t('error.retry')}
          </button>
        </div>
      );
    case 'refused':
      return <Refused state={state} />;
  }
}

function Refused({ state: { result } }: { readonly state: Extract<PurchaseState, { kind: 'refused' }> }) {
  const { t } = useMessages();
  switch (result.__typename) {
    case 'PaymentDeclined': {
      const { declineCode } = result;
      const isUnconfirmed = declineCode === UNCONFIRMED;
      return (
        <div className="notice notice-bad" role="alert">
          <strong>{t(isUnconfirmed ? 'checkout.bankRefused' : 'checkout.declined')}</strong>
          <p>
            {!isUnconfirmed && `${t(declineReasons[declineCode ?? ''] ?? 'decline.generic')} `}
            {t('checkout.declinedHint')}
          </p>
        </div>
      );
    }
    case 'PaymentUnavailable':
      return <Notice kind="warn" text={t('checkout.unavailable')} />;
    case 'PaymentNotPossible':
      return <Notice kind="bad" text={t('checkout.notPossible')} />;
    default:
      return <Notice kind="bad" text={'message' in result ? refusalText(t, result) : t('error.unexpected')} />;
  }
}

function Notice({ kind, text }: { readonly kind: 'good' | 'warn' | 'bad'; readonly text: string }) {
  return (
    <p className={`notice notice-${kind}`} role={kind === 'good' ? 'status' : 'alert'}>
      {text}
    </p>
  );
}
