import { ApiError } from '../api/api-error';
import { useMessages } from '../messages/use-messages';

/** Says nothing for a moment: most answers arrive before one could read it. */
export function Loading() {
  const { t } = useMessages();
  return (
    <p className="loading" role="status">
      <span className="spinner" aria-hidden="true" />
      <span>{t('app.loading')}</span>
    </p>
  );
}

/** What to say of an error: what the buyer can do about it, in their language. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useMessages();
  return (error) => {
    if (!(error instanceof ApiError)) return t('error.unexpected');
    if (error.code === 'NETWORK' || error.code === 'SERVICE_UNAVAILABLE') return t('error.network');
    if (error.code === 'RATE_LIMITED') return t('error.rateLimited', { seconds: error.retryAfterSeconds ?? 10 });
    return t('error.unexpected');
  };
}

export function Failed({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const { t } = useMessages();
  const textOf = useErrorText();
  return (
    <div className="state" role="alert">
      <h2>{t('error.title')}</h2>
      <p>{textOf(error)}</p>
      {retry && (
        <button type="button" className="button" onClick={retry}>
          {t('error.retry')}
        </button>
      )}
    </div>
  );
}
