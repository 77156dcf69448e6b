import { useMessages } from '../messages/use-messages';
import { Link } from './router';
import { paths } from './routes';

export function Footer() {
  const { t } = useMessages();
  return (
    <footer className="footer">
      <p>{t('app.footer')}</p>
      <Link href={paths.organizer}>{t('app.organizers')}</Link>
      <a href="/graphql">{t('app.api')}</a>
    </footer>
  );
}
