import { useMessages } from '../messages/use-messages';
import { Link, useTitle } from './router';
import { paths } from './routes';

export function NotFound() {
  const { t } = useMessages();
  useTitle(t('notFound.title'));
  return (
    <div className="state">
      <h1>{t('notFound.title')}</h1>
      <p>{t('notFound.body')}</p>
      <Link className="button" href={paths.programme}>
        {t('notFound.link')}
      </Link>
    </div>
  );
}
