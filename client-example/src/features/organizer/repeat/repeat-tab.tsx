import { Failed, Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { localOf } from '../drafts/venue-time';
import { organizerShowQuery } from '../show/operations';
import { CloneForm } from './clone-form';
import { RunOfDates } from './run-of-dates';

/** More dates with the terms of a published show, as drafts. */
export default function RepeatTab({ showId }: { readonly showId: string }) {
  const { t } = useMessages();
  const result = useQuery(organizerShowQuery, { id: showId });
  if (result.kind === 'loading') return <Loading />;
  if (result.kind === 'failed') return <Failed error={result.error} retry={result.reload} />;
  const { show } = result.data;
  if (show === null) return null;
  const { timeZone } = show.venue;
  return (
    <div className="planning-columns">
      <section className="panel planning-form">
        <h2>{t('planning.part.repeat')}</h2>
        <RunOfDates showId={showId} timeZone={timeZone} startsAt={localOf(show.startsAt, timeZone)} />
      </section>
      <section className="panel planning-form">
        <h2>{t('planning.part.clone')}</h2>
        <CloneForm showId={showId} timeZone={timeZone} />
      </section>
    </div>
  );
}
