import { organizerAreas, paths, routeOf, showTabs } from '../../../client-example/src/app/routes';

it('reads each address that it makes', () => {
  expect(routeOf(paths.programme)).toEqual({ name: 'programme' });
  expect(routeOf(paths.orders)).toEqual({ name: 'orders' });
  expect(routeOf(paths.event('event_1'))).toEqual({ name: 'event', id: 'event_1' });
  expect(routeOf(paths.show('show 1/2'))).toEqual({ name: 'show', id: 'show 1/2' });
  expect(routeOf(paths.queue('show_1'))).toEqual({ name: 'queue', id: 'show_1' });
  expect(routeOf(paths.hold('hold_1'))).toEqual({ name: 'hold', id: 'hold_1' });
  expect(routeOf(paths.order('order_1'))).toEqual({ name: 'order', id: 'order_1' });
  expect(routeOf(paths.tickets('order_1'))).toEqual({ name: 'tickets', id: 'order_1' });
  expect(routeOf(paths.door)).toEqual({ name: 'door' });
  expect(routeOf(paths.organizer)).toEqual({ name: 'organizer' });
  for (const tab of showTabs) {
    expect(routeOf(paths.organizerShow('show_1', tab))).toEqual({ name: 'organizerShow', id: 'show_1', tab });
  }
  for (const area of organizerAreas) {
    expect(routeOf(paths.organizerArea(area))).toEqual({ name: 'organizerArea', area, id: null });
    expect(routeOf(paths.organizerArea(area, 'x_1'))).toEqual({ name: 'organizerArea', area, id: 'x_1' });
  }
  expect(paths.organizerShow('show_1')).toBe('/organizer/shows/show_1');
});

it('knows no other address', () => {
  for (const path of [
    '/shows',
    '/events',
    '/door/1',
    '/orders/1/2',
    '/shows/1/2',
    '/shows/1/queue/3',
    '/elsewhere/1',
    '/organizer/shows',
    '/organizer/elsewhere/1',
    '/organizer/shows/1/figures',
    '/organizer/shows/1/elsewhere',
    '/organizer/shows/1/refund/2',
    '/organizer/venues/1/maps',
  ]) {
    expect(routeOf(path)).toEqual({ name: 'notFound' });
  }
});
