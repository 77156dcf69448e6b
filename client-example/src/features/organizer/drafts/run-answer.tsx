import { Link } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useMessages } from '../../../messages/use-messages';
import type { PublishedRun } from './use-publish-run';

/** How many shows of a run are published, and what each of the others lacks. */
export function RunAnswer({ published: { count, left } }: { readonly published: PublishedRun }) {
  const { t, dayAndTime } = useMessages();
  return (
    <div role="status" className="run-answer">
      <p className="notice notice-good">{t('planning.run.done', { count })}</p>
      {left.length > 0 && (
        <>
          <p>{t('planning.run.notPublished', { count: left.length })}</p>
          <ul>
            {left.map(({ draft: { id, event, venue, terms }, missing, message }) => (
              <li key={id}>
                <Link href={paths.organizerArea('drafts', id)}>
                  {terms.startsAt === null ? event.name : dayAndTime(terms.startsAt, venue.timeZone)}
                </Link>
                {': '}
                {missing.length > 0
                  ? missing.map(({ code, zone }) => t(`planning.missing.${code}`, { zone: zone ?? '' })).join('; ')
                  : (message ?? t('planning.run.gone'))}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
