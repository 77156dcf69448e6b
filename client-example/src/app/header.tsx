import { useMessages } from '../messages/use-messages';
import { HoldBanner } from './hold-banner';
import { Link } from './router';
import { paths } from './routes';
import { Settings } from './settings';

export function Header() {
  const { t } = useMessages();
  return (
    <header className="header">
      <div className="header-inner">
        <Link className="brand" href={paths.programme}>
          <Mark />
          <span>{t('app.title')}</span>
        </Link>
        <nav className="header-nav" aria-label={t('app.title')}>
          <Link className="header-link" href={paths.programme}>
            {t('app.programme')}
          </Link>
          <Link className="header-link" href={paths.orders}>
            {t('app.orders')}
          </Link>
        </nav>
        <Settings />
      </div>
      <HoldBanner />
    </header>
  );
}

/** Two rows of seats before a stage. */
function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect className="mark-ground" width="32" height="32" rx="8" />
      <g className="mark-seats">
        <path d="M7 21.5q9 6 18 0" strokeDasharray=".1 5.3" />
        <path d="M8.5 15q7.5 5 15 0" strokeDasharray=".1 5.1" opacity=".75" />
        <path d="M12 9h8" />
      </g>
    </svg>
  );
}
