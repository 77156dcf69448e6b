import type { FormEvent } from 'react';
import { useApi } from '../../../app/api-context';
import { useMessages } from '../../../messages/use-messages';
import { AttemptResult } from '../attempt-result';
import { FormField } from '../form-field';
import { useAttempt } from '../seats/use-attempt';
import { ShowStatusTag } from '../show-status-tag';
import { useDraft } from '../use-draft';
import { pauseSaleMutation, resumeSaleMutation, type Sale } from './operations';

const MESSAGE_LENGTH_MAX = 300;

/** Pauses the sale at once, with what buyers read meanwhile, and goes on. */
export function PauseForm({ sale, onChanged }: { readonly sale: Sale; readonly onChanged: () => void }) {
  const { t } = useMessages();
  const api = useApi();
  const { id: showId, salesPaused, pauseMessage, status } = sale;
  const [message, setMessage] = useDraft(pauseMessage ?? '');
  const { isBusy, problem, done, attempt } = useAttempt();
  const pause = async () => {
    await api.ask(pauseSaleMutation, { showId, message: message.trim() || null });
    onChanged();
    return t('organizer.sale.paused');
  };
  const resume = async () => {
    await api.ask(resumeSaleMutation, { showId });
    onChanged();
    return t('organizer.sale.resumed');
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void attempt(pause);
  };
  return (
    <form className="panel" onSubmit={submit} aria-busy={isBusy}>
      <h3>
        {t('organizer.sale.state')} <ShowStatusTag status={status} />
      </h3>
      {salesPaused && status !== 'SALES_PAUSED' && <p>{t('organizer.sale.stillPaused')}</p>}
      <FormField label={t('organizer.sale.message')} hint={t('organizer.sale.messageHint')}>
        {(control) => (
          <textarea
            {...control}
            className="input"
            rows={2}
            maxLength={MESSAGE_LENGTH_MAX}
            value={message}
            onChange={({ target }) => setMessage(target.value)}
          />
        )}
      </FormField>
      <div className="button-row">
        <button type="submit" className={salesPaused ? 'button button-quiet' : 'button'} disabled={isBusy}>
          {t(salesPaused ? 'organizer.sale.changeMessage' : 'organizer.sale.pause')}
        </button>
        {salesPaused && (
          <button type="button" className="button" disabled={isBusy} onClick={() => void attempt(resume)}>
            {t('organizer.sale.resume')}
          </button>
        )}
      </div>
      <AttemptResult done={done} problem={problem} />
    </form>
  );
}
