import { lazily } from '../app/lazily';

/** Money and dates by `Intl`, in the language of the page. Dates of a show are those of its venue's time zone. */
export interface Format {
  money(amount: { readonly amountMinor: number; readonly currency: string }): string;
  /** `Sat 12 December` */
  day(instant: string, timeZone: string): string;
  /** `Sat 12 December 2026, 20:00` */
  dayAndTime(instant: string, timeZone: string): string;
  time(instant: string, timeZone?: string): string;
  /** `Sat 12 Dec, 20:00`, in the time of this device. */
  hour(instant: string): string;
  /** The month and the day alone, for the sheet of a calendar. */
  calendarSheet(
    instant: string,
    timeZone: string,
  ): { readonly month: string; readonly day: string; readonly weekday: string };
  /** `Central European Standard Time`, named wherever the venue's time is not that of this device. */
  zoneName(instant: string, timeZone: string): string;
  number(value: number): string;
  /** `62 %`, of 0.62. */
  percent(value: number): string;
  /** `9:05`, of a time that is left. */
  countdown(seconds: number): string;
}

export function makeFormat(locale: string): Format {
  const cache = new Map<string, Intl.DateTimeFormat>();
  const date = (name: string, timeZone: string | undefined, options: Intl.DateTimeFormatOptions) => {
    const key = `${name} ${timeZone}`;
    const known = cache.get(key) ?? new Intl.DateTimeFormat(locale, timeZone ? { ...options, timeZone } : options);
    cache.set(key, known);
    return known;
  };
  // To make one takes about a millisecond on a phone, and a programme has dozens of prices.
  const currencies = new Map<string, { readonly exact: Intl.NumberFormat; readonly whole: Intl.NumberFormat }>();
  const currencyFormats = (currency: string) => {
    const options = { style: 'currency', currency } as const;
    const known = currencies.get(currency) ?? {
      exact: new Intl.NumberFormat(locale, options),
      whole: new Intl.NumberFormat(locale, { ...options, maximumFractionDigits: 0 }),
    };
    currencies.set(currency, known);
    return known;
  };
  const numbers = lazily(() => new Intl.NumberFormat(locale));
  const percents = lazily(() => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }));
  const part = (format: Intl.DateTimeFormat, instant: string) => format.format(new Date(instant));
  return {
    money({ amountMinor, currency }) {
      const { exact, whole } = currencyFormats(currency);
      const amount = amountMinor / 10 ** (exact.resolvedOptions().maximumFractionDigits ?? 2);
      // Whole amounts as on a poster.
      return (Number.isInteger(amount) ? whole : exact).format(amount);
    },
    day: (instant, timeZone) =>
      part(date('day', timeZone, { weekday: 'short', day: 'numeric', month: 'long' }), instant),
    dayAndTime: (instant, timeZone) =>
      part(
        date('dayAndTime', timeZone, {
          ...{ weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' },
          ...{ hour: '2-digit', minute: '2-digit' },
        }),
        instant,
      ),
    time: (instant, timeZone) => part(date('time', timeZone, { hour: '2-digit', minute: '2-digit' }), instant),
    hour: (instant) =>
      part(
        date('hour', undefined, {
          ...{ weekday: 'short', day: 'numeric', month: 'short' },
          ...{ hour: '2-digit', minute: '2-digit' },
        }),
        instant,
      ),
    calendarSheet: (instant, timeZone) => ({
      month: part(date('month', timeZone, { month: 'short' }), instant),
      day: part(date('dayOfMonth', timeZone, { day: 'numeric' }), instant),
      weekday: part(date('weekday', timeZone, { weekday: 'short' }), instant),
    }),
    zoneName: (instant, timeZone) =>
      date('zone', timeZone, { timeZoneName: 'long' })
        .formatToParts(new Date(instant))
        .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone,
    number: (value) => numbers().format(value),
    percent: (value) => percents().format(value),
    countdown(seconds) {
      const whole = Math.max(0, Math.ceil(seconds));
      return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
    },
  };
}
