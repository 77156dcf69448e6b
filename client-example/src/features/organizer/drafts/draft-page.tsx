import { NotFound } from '../../../app/not-found';
import { Link, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { OrganizerApi } from '../organizer-api';
import { OrganizerFrame } from '../organizer-frame';
import { Permissions, useMay } from '../permissions/permissions';
import { Refused } from '../refused';
import { DraftEditor } from './draft-editor';
import { MissingList } from './missing-list';
import { type DraftView, showDraftQuery } from './operations';

/** A show that nobody sees yet. */
export default function DraftPage({ id }: { readonly id: string }) {
  return (
    <OrganizerApi>
      <Draft id={id} />
    </OrganizerApi>
  );
}

function Draft({ id }: { readonly id: string }) {
  const { t } = useMessages();
  const result = useQuery(showDraftQuery, { id });
  const draft = result.kind === 'ready' ? result.data.showDraft : null;
  const title = t('planning.draft.title', { name: draft?.event.name ?? '' });
  useTitle(title);
  if (result.kind === 'loading') return <Loading />;
  if (result.kind === 'failed') return <Refused error={result.error} retry={result.reload} />;
  if (draft === null) return <NotFound />;
  const { event, venue } = draft;
  return (
    <OrganizerFrame title={title}>
      <p>
        <Link href={paths.organizerArea('events', event.id)}>{event.name}</Link> ·{' '}
        <Link href={paths.organizerArea('venues', venue.id)}>
          {venue.name}, {venue.city}
        </Link>
      </p>
      <Permissions given={draft.viewerPermissions}>
        <DraftParts draft={draft} />
      </Permissions>
    </OrganizerFrame>
  );
}

/** Members with other roles see that a show is being prepared, and what it lacks. */
function DraftParts({ draft }: { readonly draft: DraftView }) {
  const { dayAndTime } = useMessages();
  const { terms, venue, missing } = draft;
  if (useMay()('updateShowDraft')) return <DraftEditor draft={draft} />;
  return (
    <>
      {terms.startsAt !== null && (
        <p>
          <time dateTime={terms.startsAt}>{dayAndTime(terms.startsAt, venue.timeZone)}</time>
        </p>
      )}
      <MissingList missing={missing} />
    </>
  );
}
