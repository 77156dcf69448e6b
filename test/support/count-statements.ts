import type { TestApp } from './test-app';

/** What the app does by itself meanwhile. */
const inTheBackground = new Set([
  'catalog_count_facet_values',
  'catalog_lock_trends',
  'catalog_read_due_price_changes',
  'catalog_read_last_trend_run',
  'catalog_read_shows_to_release',
  'catalog_write_seats_left',
  'claim_due_webhook_deliveries',
  'claim_notifications',
  'database_read_grown_tables',
  'database_read_is_read_only',
  'database_read_written_position',
  'outbox_read_left_behind',
  'read_address_changes',
  'read_announcements',
  'read_door_alarms',
  'read_is_any_event_new',
]);
/** Sweeps look for shows, for what is due, and for what is running; the figures are gathered every second. */
const ofSweeps = /^(read_(due|running|shows)_|reports_gather_)/;

/**
 * Runs the work and tells which SQL statements ran meanwhile whose name begins so, such as `catalog_`, without what the
 * app does by itself in the background.
 */
export async function countStatements(testApp: TestApp, work: () => Promise<unknown>, prefix = ''): Promise<string[]> {
  const run = jest.spyOn(testApp.database, 'run');
  try {
    await work();
    return run.mock.calls
      .map(([{ name }]) => name)
      .filter((name) => name.startsWith(prefix) && !inTheBackground.has(name) && !ofSweeps.test(name));
  } finally {
    run.mockRestore();
  }
}
