const DAY_MS = 86_400_000;
const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit' },
    });
  formats.set(timeZone, known);
  return known;
}

/** What the clocks at the venue show at an instant, as a field of the kind `datetime-local` has it: `2027-01-10T19:30`. */
export function localOf(instant: string | number, timeZone: string): string {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(new Date(instant))
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.year?.padStart(4, '0')}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

const wallOf = (local: string): number => Date.parse(`${local}:00Z`);
/** How far the clocks there are ahead of UTC. */
export const offsetMs = (instant: number, timeZone: string): number =>
  wallOf(localOf(instant, timeZone)) - Math.floor(instant / 60_000) * 60_000;

/**
 * The instant at which the clocks at the venue show this; null for what is no time. As the API has it: a time that they leave
 * out is an hour later, and of one that comes twice the second is meant.
 */
export function instantOf(local: string, timeZone: string): string | null {
  // An engine reads more as a date than what is one.
  const wall = LOCAL.test(local) ? wallOf(local.slice(0, 16)) : Number.NaN;
  if (Number.isNaN(wall)) return null;
  const [before, after] = [wall - offsetMs(wall - DAY_MS, timeZone), wall - offsetMs(wall + DAY_MS, timeZone)];
  const shown = [before, after].filter((instant) => localOf(instant, timeZone) === local.slice(0, 16));
  return new Date(shown.length > 0 ? Math.max(...shown) : before).toISOString();
}
