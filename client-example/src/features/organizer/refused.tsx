import { ApiError } from '../../api/api-error';
import { Failed } from '../../app/states';
import { useMessages } from '../../messages/use-messages';
import { SignOut } from './sign-out';

/** An error of an organizer's page: whoever may not see it signs in as somebody else. */
export function Refused({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  const { t } = useMessages();
  if (!(error instanceof ApiError) || error.code !== 'FORBIDDEN') return <Failed error={error} retry={retry} />;
  return (
    <div className="state" role="alert">
      <h1>{t('organizer.forbidden')}</h1>
      <SignOut />
    </div>
  );
}
