import type { DocumentLanguage } from './messages/languages';

/** British rather than American: day before month and 24 hours, which nobody in another country misreads. */
const locales: Readonly<Record<DocumentLanguage, string>> = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR' };

/**
 * Formats by their form, language and zone. To make one takes a hundred times as long as to use it: without them a mail would
 * spend nearly all of its time here. Bounded by the zones there are.
 */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(form: string, locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${form} ${locale} ${options.timeZone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(locale, options);
  formats.set(key, format);
  return format;
}

/** The day in the zone of the venue, such as `Saturday 14 November 2026`. */
export const dayIn = (language: DocumentLanguage, instant: Date, timeZone: string): string =>
  formatOf('day', locales[language], { timeZone, dateStyle: 'full' }).format(instant);

/** The time of day in the zone of the venue, such as `19:30`. */
export const timeIn = (language: DocumentLanguage, instant: Date, timeZone: string): string =>
  formatOf('time', locales[language], { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    instant,
  );

/** The zone's name at this instant and its identifier, such as `Eastern Standard Time (America/New_York)`. */
export function zoneIn(language: DocumentLanguage, instant: Date, timeZone: string): string {
  const format = formatOf('zone', locales[language], { timeZone, timeZoneName: 'long' });
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value;
  return name === undefined ? timeZone : `${name} (${timeZone})`;
}

/** Whether two instants are on one day in the zone of the venue: doors may open the evening before. */
export const onOneDay = (one: Date, other: Date, timeZone: string): boolean =>
  dayIn('en', one, timeZone) === dayIn('en', other, timeZone);

/** The instant as ISO 8601 with the offset of the zone, such as `2026-11-14T19:30:00+01:00`. */
export function isoIn(instant: Date, timeZone: string): string {
  // Sweden writes dates as ISO 8601 does.
  const local = formatOf('iso', 'sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(instant);
  const offset = formatOf('offset', 'en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(instant)
    .find(({ type }) => type === 'timeZoneName')?.value;
  return `${local.replace(' ', 'T')}${offset?.slice('GMT'.length) || '+00:00'}`;
}
