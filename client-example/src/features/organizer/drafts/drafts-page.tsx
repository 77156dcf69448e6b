import { useState } from 'react';
import { Link, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Loading } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { OrganizerApi } from '../organizer-api';
import { OrganizerFrame } from '../organizer-frame';
import { IfMay, Permissions } from '../permissions/permissions';
import { Refused } from '../refused';
import { usePages } from '../use-pages';
import { type DraftListed, showDraftsQuery } from './operations';
import { PublishRun, type PublishRunProps } from './publish-run';
import { RunAnswer } from './run-answer';
import type { PublishedRun } from './use-publish-run';

/** Shows that nobody sees yet; those of one run of dates can be published together. */
export default function DraftsPage() {
  return (
    <OrganizerApi>
      <Drafts />
    </OrganizerApi>
  );
}

function Drafts() {
  const { t } = useMessages();
  const drafts = usePages(showDraftsQuery, {}, ({ showDrafts }) => showDrafts);
  // Beside the run itself, which is gone from the drafts where all of it is published.
  const [published, setPublished] = useState<PublishedRun | null>(null);
  useTitle(t('planning.nav.drafts'));
  if (drafts.kind === 'loading') return <Loading />;
  if (drafts.kind === 'failed') return <Refused error={drafts.error} retry={drafts.reload} />;
  const runs = [...new Set(drafts.nodes.flatMap(({ seriesId }) => seriesId ?? []))];
  return (
    <OrganizerFrame title={t('planning.nav.drafts')}>
      {published !== null && <RunAnswer published={published} />}
      {drafts.nodes.length === 0 && (
        <p className="muted">
          {t('planning.draft.none')} <Link href={paths.organizerArea('events')}>{t('planning.draft.begin')}</Link>
        </p>
      )}
      {runs.map((seriesId) => (
        <RunOfDrafts
          key={seriesId}
          drafts={drafts.nodes.filter((draft) => draft.seriesId === seriesId)}
          hasMore={drafts.hasMore}
          onPublished={(run) => {
            setPublished(run);
            drafts.reload();
          }}
        />
      ))}
      <ul className="organizer-shows">
        {drafts.nodes.map((draft) => (
          <DraftRow key={draft.id} draft={draft} />
        ))}
      </ul>
      {drafts.hasMore && (
        <button type="button" className="button button-quiet" onClick={drafts.more}>
          {t('organizer.more')}
        </button>
      )}
    </OrganizerFrame>
  );
}

function RunOfDrafts(props: PublishRunProps) {
  return (
    <Permissions given={props.drafts[0]?.viewerPermissions ?? []}>
      <IfMay use="publishShows">
        <PublishRun {...props} />
      </IfMay>
    </Permissions>
  );
}

function DraftRow({ draft: { id, event, venue, terms, missing } }: { readonly draft: DraftListed }) {
  const { t, dayAndTime } = useMessages();
  const { startsAt } = terms;
  return (
    <li className="organizer-show-row">
      <div>
        <h2>
          <Link href={paths.organizerArea('drafts', id)}>{event.name}</Link>
        </h2>
        <p>
          {startsAt === null ? (
            t('planning.draft.noStart')
          ) : (
            <time dateTime={startsAt}>{dayAndTime(startsAt, venue.timeZone)}</time>
          )}
        </p>
        <p className="muted">
          {venue.name}, {venue.city}
        </p>
      </div>
      <p>
        {missing.length === 0 ? (
          <span className="tag tag-good">{t('planning.draft.ready')}</span>
        ) : (
          <span className="tag tag-warn">{t('planning.draft.missing', { count: missing.length })}</span>
        )}
      </p>
    </li>
  );
}
