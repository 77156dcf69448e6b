import { useEffect, useState } from 'react';
import type { MessageKey } from '../../../../messages/translate';
import { useMessages } from '../../../../messages/use-messages';
import type { FieldsProps, PaymentAdapter } from './adapter';

/** Stripe's test cards by their names: with Stripe's test keys they behave in the same way. */
const cards: readonly { readonly token: string; readonly name: MessageKey; readonly digits: string }[] = [
  { token: 'pm_card_visa', name: 'card.visa', digits: '4242' },
  { token: 'pm_card_threeDSecure2Required', name: 'card.bank', digits: '3220' },
  { token: 'pm_card_chargeDeclined', name: 'card.declined', digits: '0002' },
  { token: 'pm_card_chargeDeclinedInsufficientFunds', name: 'card.funds', digits: '9995' },
  { token: 'pm_card_threeDSecureRequiredChargeDeclined', name: 'card.bankDeclined', digits: '3097' },
];

/** The local payment provider of the default start. Its bank is a page of its own host, reached by leaving this one. */
export function localAdapter(bankPageUrl: string): PaymentAdapter {
  return {
    Fields: TestCards,
    async confirm(clientSecret, returnUrl) {
      const back = new URLSearchParams({ return_url: returnUrl });
      location.assign(`${bankPageUrl}${encodeURIComponent(clientSecret)}?${back}`);
      return 'left';
    },
  };
}

function TestCards({ isDisabled, onReady }: FieldsProps) {
  const { t } = useMessages();
  const [chosen, setChosen] = useState(cards[0]?.token ?? '');
  useEffect(() => onReady(async () => chosen), [chosen, onReady]);
  return (
    <fieldset className="cards-to-pay" disabled={isDisabled}>
      <legend className="field-label">{t('checkout.card')}</legend>
      <p className="field-hint">{t('checkout.testCards')}</p>
      {cards.map(({ token, name, digits }) => (
        <label key={token} className="card-to-pay">
          <input type="radio" name="card" value={token} checked={token === chosen} onChange={() => setChosen(token)} />
          <span>{t(name)}</span>
          <span className="card-digits" aria-hidden="true">
            •••• {digits}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
