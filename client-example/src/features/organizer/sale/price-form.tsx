import { type FormEvent, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { useMessages } from '../../../messages/use-messages';
import { AttemptResult } from '../attempt-result';
import { TextField } from '../form-field';
import { Refused, useAttempt } from '../seats/use-attempt';
import { useDraft } from '../use-draft';
import { amountOf, amountText } from './amount';
import { changeSaleMutation, type Sale, schedulePriceChangeMutation } from './operations';
import { instantOf } from './zoned-time';

/** What seats of each zone cost, and other prices, at once or at an instant. Zones that stay as they are, are not sent. */
export function PriceForm({ sale, onChanged }: { readonly sale: Sale; readonly onChanged: () => void }) {
  const { t, money, dayAndTime } = useMessages();
  const api = useApi();
  const { id: showId, priceTiers, venue } = sale;
  const [typed, setTyped] = useDraft<Readonly<Record<string, string>>>({}, priceTiers);
  const [when, setWhen] = useState('');
  const { isBusy, problem, done, attempt } = useAttempt();
  const changed = priceTiers.flatMap(({ zone, name, price }) => {
    const text = typed[zone] ?? '';
    if (text.trim() === '') return [];
    const amountMinor = amountOf(text, price.currency);
    return amountMinor === price.amountMinor ? [] : [{ zone, name, amountMinor }];
  });

  const send = async () => {
    const prices = changed.map(({ zone, name, amountMinor }) => {
      if (amountMinor === null) throw new Refused(t('organizer.sale.noAmount', { zone: name }));
      return { zone, name, amountMinor };
    });
    if (when === '') {
      await api.ask(changeSaleMutation, { input: { showId, priceTiers: prices } });
      onChanged();
      return t('organizer.sale.priced');
    }
    const at = instantOf(when, venue.timeZone);
    if (at === null) throw new Refused(t('organizer.sale.noInstant'));
    const zonePrices = prices.map(({ zone, amountMinor }) => ({ zone, amountMinor }));
    await api.ask(schedulePriceChangeMutation, { showId, at, prices: zonePrices });
    setTyped({});
    setWhen('');
    onChanged();
    return t('organizer.sale.scheduled', { when: dayAndTime(at, venue.timeZone) });
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void attempt(send);
  };

  return (
    <form onSubmit={submit} aria-busy={isBusy}>
      <p className="muted">{t('organizer.sale.pricesHint')}</p>
      <ul className="sale-prices">
        {priceTiers.map(({ zone, name, price }) => (
          <li key={zone}>
            <TextField
              label={`${name}: ${money(price)}`}
              inputMode="decimal"
              autoComplete="off"
              placeholder={amountText(price.amountMinor, price.currency)}
              value={typed[zone] ?? ''}
              onText={(text) => setTyped({ ...typed, [zone]: text })}
            />
          </li>
        ))}
      </ul>
      <TextField
        label={t('organizer.sale.when')}
        hint={t('organizer.sale.whenHint', { zone: venue.timeZone })}
        type="datetime-local"
        value={when}
        onText={setWhen}
      />
      <div className="button-row">
        <button type="submit" className="button" disabled={isBusy || changed.length === 0}>
          {t(when === '' ? 'organizer.sale.setPrices' : 'organizer.sale.schedule')}
        </button>
      </div>
      <AttemptResult done={done} problem={problem} />
    </form>
  );
}
