import { type FormEvent, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { Link, navigate } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Loading } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { SelectField } from '../forms/field';
import { FormAnswer } from '../forms/form-answer';
import { useAttempt } from '../seats/use-attempt';
import { usePages } from '../use-pages';
import { organizedVenuesQuery } from '../venues/operations';
import { createDraftMutation } from './operations';

/** Begins a show of an event: where it takes place. All else is said in its editor. */
export function NewDraft({ eventId }: { readonly eventId: string }) {
  const { t } = useMessages();
  const api = useApi();
  const venues = usePages(organizedVenuesQuery, {}, ({ organizedVenues }) => organizedVenues);
  const [chosen, setChosen] = useState<string | null>(null);
  const { isBusy, problem, attempt } = useAttempt();
  if (venues.kind !== 'ready') return <Loading />;
  const venueId = chosen ?? venues.nodes[0]?.id ?? null;
  if (venueId === null) {
    return (
      <p>
        <Link href={paths.organizerArea('venues')}>{t('planning.draft.venueFirst')}</Link>
      </p>
    );
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void attempt(async () => {
      const { createShowDraft } = await api.ask(createDraftMutation, { input: { eventId, venueId } });
      navigate(paths.organizerArea('drafts', createShowDraft.draft.id));
      return '';
    });
  };
  return (
    <form onSubmit={submit} aria-busy={isBusy}>
      <SelectField
        label={t('planning.draft.venue')}
        value={venueId}
        options={venues.nodes.map(({ id, name, city }) => ({ value: id, name: `${name}, ${city}` }))}
        onValue={setChosen}
      />
      <div className="button-row">
        <button type="submit" className="button" disabled={isBusy}>
          {t('planning.draft.create')}
        </button>
        {venues.hasMore && (
          <button type="button" className="button button-quiet" onClick={venues.more}>
            {t('planning.draft.moreVenues')}
          </button>
        )}
      </div>
      <FormAnswer done={null} problem={problem} />
    </form>
  );
}
