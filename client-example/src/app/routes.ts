/** The parts of an organizer's page of a show, in the order of its tabs; the first one has the show's own address. */
export const showTabs = ['figures', 'live', 'seats', 'sale', 'orders', 'door', 'repeat', 'refund'] as const;
export type ShowTab = (typeof showTabs)[number];

/** The parts of the organizer's area beside the list of shows; each also has a page for each of its things. */
export const organizerAreas = ['drafts', 'events', 'venues'] as const;
export type OrganizerArea = (typeof organizerAreas)[number];

/** The addresses of the site. `src/site/site.route.ts` of the API answers each of them with the same document. */
export type Route =
  | { readonly name: 'programme' }
  | { readonly name: 'event'; readonly id: string }
  | { readonly name: 'show'; readonly id: string }
  | { readonly name: 'queue'; readonly id: string }
  | { readonly name: 'hold'; readonly id: string }
  | { readonly name: 'orders' }
  | { readonly name: 'order'; readonly id: string }
  | { readonly name: 'tickets'; readonly id: string }
  | { readonly name: 'orderAccess' }
  | { readonly name: 'door' }
  | { readonly name: 'organizer' | 'organizerSignIn' | 'invitation' }
  | { readonly name: 'organization'; readonly id: string }
  | { readonly name: 'webhooks'; readonly id: string }
  | { readonly name: 'organizerShow'; readonly id: string; readonly tab: ShowTab }
  /** A list without an id, else one of its things. */
  | { readonly name: 'organizerArea'; readonly area: OrganizerArea; readonly id: string | null }
  | { readonly name: 'notFound' };

export function routeOf(pathname: string): Route {
  const [, first = '', id = '', second, ...more] = pathname.replace(/\/$/, '').split('/').map(decodeURIComponent);
  if (first === 'organizer') return organizerRoute(id, second, more);
  if (more.length > 0) return { name: 'notFound' };
  if (first === '' && id === '') return { name: 'programme' };
  if (first === 'orders' && id === '') return { name: 'orders' };
  if (first === 'door' && id === '') return { name: 'door' };
  if (first === 'order-access' && id === '') return { name: 'orderAccess' };
  if (first === 'orders' && second === 'tickets') return { name: 'tickets', id };
  if (first === 'shows' && second === 'queue') return { name: 'queue', id };
  if (id === '' || second !== undefined) return { name: 'notFound' };
  switch (first) {
    case 'events':
      return { name: 'event', id };
    case 'shows':
      return { name: 'show', id };
    case 'holds':
      return { name: 'hold', id };
    case 'orders':
      return { name: 'order', id };
    default:
      return { name: 'notFound' };
  }
}

function organizerRoute(area: string, showId: string | undefined, [name, ...more]: readonly string[]): Route {
  if (area === '') return { name: 'organizer' };
  if (showId === undefined && area === 'sign-in') return { name: 'organizerSignIn' };
  if (showId === undefined && area === 'invitation') return { name: 'invitation' };
  const list = organizerAreas.find((known) => known === area);
  if (list !== undefined && name === undefined) return { name: 'organizerArea', area: list, id: showId ?? null };
  if (area === 'organizations' && showId !== undefined && name === undefined)
    return { name: 'organization', id: showId };
  if (area === 'organizations' && showId !== undefined && name === 'webhooks' && more.length === 0)
    return { name: 'webhooks', id: showId };
  const tab = name === undefined ? showTabs[0] : showTabs.slice(1).find((known) => known === name);
  if (area !== 'shows' || showId === undefined || tab === undefined || more.length > 0) return { name: 'notFound' };
  return { name: 'organizerShow', id: showId, tab };
}

export const paths = {
  programme: '/',
  orders: '/orders',
  event: (id: string) => `/events/${encodeURIComponent(id)}`,
  show: (id: string) => `/shows/${encodeURIComponent(id)}`,
  queue: (id: string) => `/shows/${encodeURIComponent(id)}/queue`,
  hold: (id: string) => `/holds/${encodeURIComponent(id)}`,
  door: '/door',
  organizer: '/organizer',
  organizerSignIn: '/organizer/sign-in',
  webhooks: (organizationId: string) => `/organizer/organizations/${encodeURIComponent(organizationId)}/webhooks`,
  organization: (id: string) => `/organizer/organizations/${encodeURIComponent(id)}`,
  organizerArea: (area: OrganizerArea, id?: string) =>
    `/organizer/${area}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`,
  organizerShow: (showId: string, tab: ShowTab = showTabs[0]) =>
    `/organizer/shows/${encodeURIComponent(showId)}${tab === showTabs[0] ? '' : `/${tab}`}`,
  tickets: (orderId: string) => `/orders/${encodeURIComponent(orderId)}/tickets`,
  order: (id: string) => `/orders/${encodeURIComponent(id)}`,
};
