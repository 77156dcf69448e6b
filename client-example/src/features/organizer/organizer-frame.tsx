import type { ReactNode } from 'react';
import { Link, usePathname } from '../../app/router';
import { organizerAreas, paths } from '../../app/routes';
import { useMessages } from '../../messages/use-messages';
import { SignOut } from './sign-out';

/** Where one is in the organizer's area, and where else one may go. */
export function OrganizerNav() {
  const { t } = useMessages();
  const pathname = usePathname();
  const parts = [
    { href: paths.organizer, name: t('planning.nav.shows') },
    ...organizerAreas.map((area) => ({ href: paths.organizerArea(area), name: t(`planning.nav.${area}`) })),
  ];
  return (
    <nav className="tabs" aria-label={t('planning.nav')}>
      {parts.map(({ href, name }) => (
        <Link key={href} className="tab" href={href} aria-current={currentOf(pathname, href)}>
          {name}
        </Link>
      ))}
    </nav>
  );
}

/** The page of one thing is within the list of all; the list of shows is within nothing. */
function currentOf(pathname: string, href: string): 'page' | 'true' | undefined {
  if (pathname === href) return 'page';
  return href !== paths.organizer && pathname.startsWith(`${href}/`) ? 'true' : undefined;
}

interface OrganizerFrameProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** A page of the organizer's area. */
export function OrganizerFrame({ title, children }: OrganizerFrameProps) {
  return (
    <div className="organizer">
      <div className="organizer-head">
        <h1>{title}</h1>
        <SignOut />
      </div>
      <OrganizerNav />
      {children}
    </div>
  );
}
