import { useMessages } from '../messages/use-messages';

export function Footer() {
  const { t } = useMessages();
  return (
    <footer className="footer">
      <p>{t('app.footer')}</p>
      <a href="/graphql">{t('app.api')}</a>
    </footer>
  );
}
