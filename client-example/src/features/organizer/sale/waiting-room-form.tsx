import type { FormEvent } from 'react';
import { useApi } from '../../../app/api-context';
import { useMessages } from '../../../messages/use-messages';
import { AttemptResult } from '../attempt-result';
import { FormField, TextField } from '../form-field';
import { useAttempt } from '../seats/use-attempt';
import { useDraft } from '../use-draft';
import { configureWaitingRoomMutation, type WaitingRoom } from './operations';

/** As the API bounds them, with what a new waiting room begins with. */
const numbers = {
  admissionsPerMinute: { min: 1, max: 30_000, first: 120 },
  shopSize: { min: 1, max: 100_000, first: 200 },
  insideSeconds: { min: 30, max: 7200, first: 600 },
  graceSeconds: { min: 10, max: 3600, first: 300 },
} as const;
type NumberName = keyof typeof numbers;
// The names are the keys.
const names = Object.keys(numbers) as readonly NumberName[];
const REASON_LENGTH_MAX = 300;

interface WaitingRoomFormProps {
  readonly showId: string;
  /** Null where the show never had one. */
  readonly room: WaitingRoom | null;
  readonly onChanged: () => void;
}

/** Whether buyers wait, and how they come in. Changes hold everywhere within a second. */
export function WaitingRoomForm({ showId, room, onChanged }: WaitingRoomFormProps) {
  const { t } = useMessages();
  const api = useApi();
  const first = {
    isActive: room?.active ?? false,
    whenUnreachable: room?.whenUnreachable ?? ('CLOSED' as const),
    reason: room?.pauseReason ?? '',
    admissionsPerMinute: String(room?.admissionsPerMinute ?? numbers.admissionsPerMinute.first),
    shopSize: String(room?.shopSize ?? numbers.shopSize.first),
    insideSeconds: String(room?.insideSeconds ?? numbers.insideSeconds.first),
    graceSeconds: String(room?.graceSeconds ?? numbers.graceSeconds.first),
  };
  const [values, setValues] = useDraft(first);
  const { isBusy, problem, done, attempt } = useAttempt();
  const save = async () => {
    const input = {
      ...{ showId, active: values.isActive, whenUnreachable: values.whenUnreachable },
      // The reason that comes from a paused sale is not one of the waiting room.
      ...(values.reason === first.reason ? {} : { pauseReason: values.reason.trim() || null }),
      admissionsPerMinute: Number(values.admissionsPerMinute),
      shopSize: Number(values.shopSize),
      insideSeconds: Number(values.insideSeconds),
      graceSeconds: Number(values.graceSeconds),
    };
    await api.ask(configureWaitingRoomMutation, { input });
    onChanged();
    return t('organizer.sale.saved');
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void attempt(save);
  };
  return (
    <form onSubmit={submit} aria-busy={isBusy}>
      <label className="switch">
        <input
          type="checkbox"
          checked={values.isActive}
          onChange={({ target }) => setValues({ ...values, isActive: target.checked })}
        />
        <span>{t('organizer.queue.active')}</span>
      </label>
      {room?.active && !values.isActive && <p className="notice notice-warn">{t('organizer.queue.endsQueue')}</p>}
      <div className="sale-fields">
        {names.map((name) => (
          <TextField
            key={name}
            label={t(`organizer.queue.${name}`)}
            type="number"
            required
            min={numbers[name].min}
            max={numbers[name].max}
            value={values[name]}
            onText={(text) => setValues({ ...values, [name]: text })}
          />
        ))}
        <FormField label={t('organizer.queue.whenUnreachable')}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={values.whenUnreachable}
              // Its values are both.
              onChange={({ target }) => setValues({ ...values, whenUnreachable: target.value as 'CLOSED' | 'OPEN' })}
            >
              <option value="CLOSED">{t('organizer.queue.unreachable.CLOSED')}</option>
              <option value="OPEN">{t('organizer.queue.unreachable.OPEN')}</option>
            </select>
          )}
        </FormField>
        <TextField
          label={t('organizer.queue.reason')}
          hint={t('organizer.queue.reasonHint')}
          maxLength={REASON_LENGTH_MAX}
          value={values.reason}
          onText={(reason) => setValues({ ...values, reason })}
        />
      </div>
      <div className="button-row">
        <button type="submit" className="button" disabled={isBusy}>
          {t('organizer.queue.save')}
        </button>
      </div>
      <AttemptResult done={done} problem={problem} />
    </form>
  );
}
