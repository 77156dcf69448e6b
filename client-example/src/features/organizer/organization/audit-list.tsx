import { useMessages } from '../../../messages/use-messages';
import { usePages } from '../use-pages';
import { auditQuery } from './operations';

/** What organizers have changed, the latest first. */
export function AuditList({ organizationId }: { readonly organizationId: string }) {
  const { t, dayAndTime } = useMessages();
  const entries = usePages(auditQuery, { id: organizationId }, ({ organization }) => organization?.audit ?? null);
  if (entries.kind !== 'ready' || entries.nodes.length === 0) return null;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <section>
      <h2>{t('organizer.audit.title')}</h2>
      <ol className="organizer-audit">
        {entries.nodes.map(({ id, at, action, actorEmail, actorRole, before, after }) => (
          <li key={id}>
            <time dateTime={at}>{dayAndTime(at, zone)}</time> · <code>{action}</code> · {actorEmail ?? actorRole}
            {(before !== null || after !== null) && (
              <details>
                <summary>{t('organizer.audit.details')}</summary>
                {before !== null && <pre dir="ltr">− {before}</pre>}
                {after !== null && <pre dir="ltr">+ {after}</pre>}
              </details>
            )}
          </li>
        ))}
      </ol>
      {entries.hasMore && (
        <button type="button" className="button button-quiet" onClick={entries.more}>
          {t('organizer.more')}
        </button>
      )}
    </section>
  );
}
