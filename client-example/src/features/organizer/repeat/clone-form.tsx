import { type FormEvent, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { navigate } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useMessages } from '../../../messages/use-messages';
import { instantOf } from '../drafts/venue-time';
import { TextField } from '../forms/field';
import { FormAnswer } from '../forms/form-answer';
import { useAttempt } from '../seats/use-attempt';
import { cloneShowMutation } from './operations';

interface CloneFormProps {
  /** The id of a show or of a draft. */
  readonly showId: string;
  readonly timeZone: string;
  /** What must be stored first; false where it could not be. */
  readonly before?: () => Promise<boolean>;
}

/** Makes one more draft with the same terms. */
export function CloneForm({ showId, timeZone, before }: CloneFormProps) {
  const { t } = useMessages();
  const api = useApi();
  const [startsAt, setStartsAt] = useState('');
  const { isBusy, problem, attempt } = useAttempt();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void attempt(async () => {
      if (before !== undefined && !(await before())) return '';
      const at = startsAt === '' ? null : instantOf(startsAt, timeZone);
      const { cloneShow } = await api.ask(cloneShowMutation, { showId, startsAt: at });
      navigate(paths.organizerArea('drafts', cloneShow.draft.id));
      return '';
    });
  };
  return (
    <form onSubmit={submit} aria-busy={isBusy}>
      <TextField
        label={t('planning.clone.startsAt')}
        hint={t('planning.clone.hint')}
        type="datetime-local"
        value={startsAt}
        onText={setStartsAt}
      />
      <button type="submit" className="button button-quiet" disabled={isBusy}>
        {t('planning.clone')}
      </button>
      <FormAnswer done={null} problem={problem} />
    </form>
  );
}
