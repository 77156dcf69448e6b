import { useMessages } from '../../../messages/use-messages';

/** A new secret: it is on the page until this is left, and nowhere else. */
export function SecretOnce({ secret }: { readonly secret: string }) {
  const { t } = useMessages();
  return (
    <div className="notice organizer-link" role="status">
      <p>{t('organizer.webhooks.secretOnce')}</p>
      <code dir="ltr">{secret}</code>
    </div>
  );
}
