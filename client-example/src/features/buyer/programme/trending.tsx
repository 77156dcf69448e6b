import { Link } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { trendingQuery } from './operations';

const NOTHING = {};

/** What most people buy these hours, in one line above the programme. Asked for after the programme is there. */
export default function Trending() {
  const { t } = useMessages();
  const result = useQuery(trendingQuery, NOTHING);
  const events = result.kind === 'ready' ? result.data.events.nodes : [];
  if (events.length === 0) return null;
  return (
    <section className="trending" aria-labelledby="trending">
      <h2 id="trending">{t('programme.trending')}</h2>
      <ul>
        {events.map(({ id, name }) => (
          <li key={id}>
            <Link href={paths.event(id)}>{name}</Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
