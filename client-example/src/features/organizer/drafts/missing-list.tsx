import { useMessages } from '../../../messages/use-messages';
import type { Missing } from './operations';

/** What keeps a draft from being published, as it is now. */
export function MissingList({ missing }: { readonly missing: readonly Missing[] }) {
  const { t } = useMessages();
  return (
    <div role="status" className="missing-list">
      {missing.length === 0 ? (
        <p className="notice notice-good">{t('planning.missing.none')}</p>
      ) : (
        <>
          <p>{t('planning.missing.title', { count: missing.length })}</p>
          <ul>
            {missing.map(({ code, zone }) => (
              <li key={`${code} ${zone}`}>{t(`planning.missing.${code}`, { zone: zone ?? '' })}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
