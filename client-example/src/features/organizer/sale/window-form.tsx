import type { FormEvent } from 'react';
import { useApi } from '../../../app/api-context';
import { useMessages } from '../../../messages/use-messages';
import { AttemptResult } from '../attempt-result';
import { TextField } from '../form-field';
import { Refused, useAttempt } from '../seats/use-attempt';
import { useDraft } from '../use-draft';
import { changeSaleMutation, type Sale } from './operations';
import { instantOf, wallTimeOf } from './zoned-time';

const SEATS_PER_BUYER_MAX = 100;
const HOLD_MINUTES_MAX = 1440;

/** From when to when the show is sold, how many seats one buyer may have, and how long they are held. */
export function WindowForm({ sale, onChanged }: { readonly sale: Sale; readonly onChanged: () => void }) {
  const { t } = useMessages();
  const api = useApi();
  const { id: showId, salesOpenAt, salesCloseAt, seatsPerBuyerMax, holdSeconds, venue } = sale;
  const first = {
    opens: wallTimeOf(salesOpenAt, venue.timeZone),
    closes: wallTimeOf(salesCloseAt, venue.timeZone),
    seats: String(seatsPerBuyerMax),
    minutes: String(Math.round((holdSeconds / 60) * 100) / 100),
  };
  const [values, setValues] = useDraft(first);
  const { isBusy, problem, done, attempt } = useAttempt();
  const field = (name: keyof typeof first) => ({
    value: values[name],
    required: true,
    onText: (text: string) => setValues({ ...values, [name]: text }),
  });
  const changed = (name: keyof typeof first) => values[name] !== first[name];
  const instant = (wallTime: string): string => {
    const at = instantOf(wallTime, venue.timeZone);
    if (at === null) throw new Refused(t('organizer.sale.noInstant'));
    return at;
  };
  const save = async () => {
    // What stays is not sent: seconds that the fields do not show would be lost.
    const input = {
      showId,
      ...(changed('opens') ? { salesOpenAt: instant(values.opens) } : {}),
      ...(changed('closes') ? { salesCloseAt: instant(values.closes) } : {}),
      ...(changed('seats') ? { seatsPerBuyerMax: Number(values.seats) } : {}),
      ...(changed('minutes') ? { holdSeconds: Math.round(Number(values.minutes) * 60) } : {}),
    };
    await api.ask(changeSaleMutation, { input });
    onChanged();
    return t('organizer.sale.saved');
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void attempt(save);
  };
  const isSame = JSON.stringify(values) === JSON.stringify(first);
  return (
    <form className="panel" onSubmit={submit} aria-busy={isBusy}>
      <h3>{t('organizer.sale.window')}</h3>
      <p className="muted">{t('organizer.sale.zone', { zone: venue.timeZone })}</p>
      <div className="sale-fields">
        <TextField label={t('organizer.sale.opens')} type="datetime-local" {...field('opens')} />
        <TextField label={t('organizer.sale.closes')} type="datetime-local" {...field('closes')} />
        <TextField
          label={t('organizer.sale.seatsMax')}
          type="number"
          min={1}
          max={SEATS_PER_BUYER_MAX}
          {...field('seats')}
        />
        <TextField
          label={t('organizer.sale.holdMinutes')}
          type="number"
          min={0.05}
          step="any"
          max={HOLD_MINUTES_MAX}
          {...field('minutes')}
        />
      </div>
      <div className="button-row">
        <button type="submit" className="button" disabled={isBusy || isSame}>
          {t('organizer.sale.save')}
        </button>
      </div>
      <AttemptResult done={done} problem={problem} />
    </form>
  );
}
