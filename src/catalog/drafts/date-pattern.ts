import { badUserInput } from '../../platform';

export const weekdays = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;
export type Weekday = (typeof weekdays)[number];

/** Dates as `2027-01-10`, times as `19:30`, both as the clocks at the venue show them. */
export interface DatePattern {
  readonly from: string;
  readonly until: string;
  readonly weekdays: readonly Weekday[];
  readonly times: readonly string[];
  readonly everyWeeks: number;
}

export const DATES_MAX = 400;
const DAYS_MAX = 3660;
const EVERY_WEEKS_MAX = 52;
const DAY_MS = 86_400_000;

/**
 * The local times of a pattern without its exceptions, in order, such as `2027-01-10 19:30`. An exception is a date, or a
 * date with a time. Weeks are counted from the one of the first date, and begin on Monday.
 *
 * @throws BAD_USER_INPUT for what is no date or time, for nothing, and for more than 400
 */
export function localTimesOf(
  { from, until, weekdays: days, times, everyWeeks }: DatePattern,
  exceptions: readonly string[],
): string[] {
  const [first, last] = [dayOf('from', from), dayOf('until', until)];
  if (last < first || (last - first) / DAY_MS > DAYS_MAX)
    throw badUserInput('"until" must be after "from", within ten years.');
  if (days.length === 0 || times.length === 0) throw badUserInput('Name a weekday and a time at least.');
  if (!Number.isInteger(everyWeeks) || everyWeeks < 1 || everyWeeks > EVERY_WEEKS_MAX) {
    throw badUserInput(`"everyWeeks" must be 1 to ${EVERY_WEEKS_MAX}.`);
  }
  const sorted = [...new Set(times)].sort();
  for (const time of sorted)
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) throw badUserInput(`"${time}" is not a time such as 19:30.`);
  for (const exception of exceptions) dayOf('exceptions', exception.slice(0, 10));
  const left = new Set(exceptions);
  const firstMonday = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY_MS;
  const found: string[] = [];
  for (let day = first; day <= last; day += DAY_MS) {
    const week = Math.floor((day - firstMonday) / (7 * DAY_MS));
    const weekday = weekdays[new Date(day).getUTCDay()];
    if (week % everyWeeks !== 0 || weekday === undefined || !days.includes(weekday)) continue;
    const date = new Date(day).toISOString().slice(0, 10);
    if (left.has(date)) continue;
    for (const time of sorted) if (!left.has(`${date} ${time}`)) found.push(`${date} ${time}`);
    if (found.length > DATES_MAX) throw badUserInput(`A series may have ${DATES_MAX} dates.`);
  }
  if (found.length === 0) throw badUserInput('The pattern has no date.');
  return found;
}

/** Midnight of a calendar day, as if it were in UTC: for counting days alone. */
function dayOf(name: string, date: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) {
    throw badUserInput(`"${name}" has "${date}", which is not a date such as 2027-01-10.`);
  }
  return day;
}
