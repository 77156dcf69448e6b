import { Suspense, useEffect, useRef } from 'react';
import { ProgrammePage } from '../features/buyer/programme/programme-page';
import { useMessages } from '../messages/use-messages';
import { Footer } from './footer';
import { Header } from './header';
import { lazyPage } from './lazy-page';
import { NotFound } from './not-found';
import { OrderApi } from './order-api';
import { usePathname } from './router';
import { type Route, routeOf } from './routes';
import { Loading } from './states';

/** The first page is part of the first script; each other one is loaded when somebody goes there. */
const EventPage = lazyPage(() => import('../features/buyer/event/event-page'));
const ShowPage = lazyPage(() => import('../features/buyer/show/show-page'));
const QueuePage = lazyPage(() => import('../features/buyer/queue/queue-page'));
const CheckoutPage = lazyPage(() => import('../features/buyer/checkout/checkout-page'));
const OrdersPage = lazyPage(() => import('../features/buyer/orders/orders-page'));
const OrderPage = lazyPage(() => import('../features/buyer/orders/order-page'));
const OrderAccessPage = lazyPage(() => import('../features/buyer/orders/order-access-page'));
const TicketsPage = lazyPage(() => import('../features/buyer/tickets/tickets-page'));
const OrganizerPage = lazyPage(() => import('../features/organizer/shows/organizer-page'));
const SignInPage = lazyPage(() => import('../features/organizer/sign-in/sign-in-page'));
const InvitationPage = lazyPage(() => import('../features/organizer/sign-in/invitation-page'));
const OrganizationPage = lazyPage(() => import('../features/organizer/organization/organization-page'));
const WebhooksPage = lazyPage(() => import('../features/organizer/webhooks/webhooks-page'));
const OrganizerShowPage = lazyPage(() => import('../features/organizer/show/organizer-show-page'));
const DraftsPage = lazyPage(() => import('../features/organizer/drafts/drafts-page'));
const DraftPage = lazyPage(() => import('../features/organizer/drafts/draft-page'));
const EventsPage = lazyPage(() => import('../features/organizer/events/events-page'));
const OrganizerEventPage = lazyPage(() => import('../features/organizer/events/organizer-event-page'));
const VenuesPage = lazyPage(() => import('../features/organizer/venues/venues-page'));
const VenuePage = lazyPage(() => import('../features/organizer/venues/venue-page'));
const DoorPage = lazyPage(() => import('../features/door/door-page'));

export function App() {
  const { t } = useMessages();
  const pathname = usePathname();
  const main = useRef<HTMLElement>(null);
  const lastPathname = useRef(pathname);
  // Another page: whoever uses a keyboard or a screen reader continues at its beginning.
  useEffect(() => {
    if (lastPathname.current !== pathname) main.current?.focus({ preventScroll: true });
    lastPathname.current = pathname;
  }, [pathname]);
  const route = routeOf(pathname);
  return (
    <>
      <a className="skip-link" href="#main">
        {t('app.skip')}
      </a>
      {/* Who scans at a door needs the whole screen, and buys nothing. */}
      {route.name !== 'door' && <Header />}
      <main id="main" ref={main} tabIndex={-1} className={`page page-${route.name}`}>
        <Suspense fallback={<Loading />}>
          <Page route={route} />
        </Suspense>
      </main>
      {route.name !== 'show' && route.name !== 'door' && <Footer />}
    </>
  );
}

function Page({ route }: { readonly route: Route }) {
  switch (route.name) {
    case 'programme':
      return <ProgrammePage />;
    case 'event':
      return <EventPage key={route.id} id={route.id} />;
    case 'show':
      return <ShowPage key={route.id} id={route.id} />;
    case 'queue':
      return <QueuePage key={route.id} id={route.id} />;
    case 'hold':
      return <CheckoutPage key={route.id} id={route.id} />;
    case 'orders':
      return <OrdersPage />;
    case 'order':
      return (
        <OrderApi key={route.id} orderId={route.id}>
          <OrderPage id={route.id} />
        </OrderApi>
      );
    case 'tickets':
      return (
        <OrderApi key={route.id} orderId={route.id}>
          <TicketsPage orderId={route.id} />
        </OrderApi>
      );
    case 'orderAccess':
      return <OrderAccessPage />;
    case 'organizer':
      return <OrganizerPage />;
    case 'organizerSignIn':
      return <SignInPage />;
    case 'invitation':
      return <InvitationPage />;
    case 'organization':
      return <OrganizationPage key={route.id} id={route.id} />;
    case 'webhooks':
      return <WebhooksPage key={route.id} id={route.id} />;
    case 'organizerShow':
      return <OrganizerShowPage key={route.id} id={route.id} tab={route.tab} />;
    case 'organizerArea':
      return <OrganizerAreaPage {...route} />;
    case 'door':
      return <DoorPage />;
    case 'notFound':
      return <NotFound />;
  }
}

function OrganizerAreaPage({ area, id }: Extract<Route, { name: 'organizerArea' }>) {
  switch (area) {
    case 'drafts':
      return id === null ? <DraftsPage /> : <DraftPage key={id} id={id} />;
    case 'events':
      return id === null ? <EventsPage /> : <OrganizerEventPage key={id} id={id} />;
    case 'venues':
      return id === null ? <VenuesPage /> : <VenuePage key={id} id={id} />;
  }
}
