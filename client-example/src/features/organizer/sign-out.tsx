import { useApi } from '../../app/api-context';
import { useMessages } from '../../messages/use-messages';

export function SignOut() {
  const { t } = useMessages();
  const { session } = useApi();
  return (
    <button type="button" className="text-button" onClick={() => session.forget()}>
      {t('organizer.signOut')}
    </button>
  );
}
