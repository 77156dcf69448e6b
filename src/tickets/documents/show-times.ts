import type { DocumentLanguage } from './messages/languages';

/** British rather than American: day before month and 24 hours, which nobody in another country misreads. */
const locales: Readonly<Record<DocumentLanguage, string>> = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR' };

/** The day in the zone of the venue, such as `Saturday 14 November 2026`. */
export const dayIn = (language: DocumentLanguage, instant: Date, timeZone: string): string =>
  new Intl.DateTimeFormat(locales[language], { timeZone, dateStyle: 'full' }).format(instant);

/** The time of day in the zone of the venue, such as `19:30`. */
export const timeIn = (language: DocumentLanguage, instant: Date, timeZone: string): string =>
  new Intl.DateTimeFormat(locales[language], { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    instant,
  );

/** The zone's name at this instant and its identifier, such as `Eastern Standard Time (America/New_York)`. */
export function zoneIn(language: DocumentLanguage, instant: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat(locales[language], { timeZone, timeZoneName: 'long' });
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value;
  return name === undefined ? timeZone : `${name} (${timeZone})`;
}

/** Whether two instants are on one day in the zone of the venue: doors may open the evening before. */
export const onOneDay = (one: Date, other: Date, timeZone: string): boolean =>
  dayIn('en', one, timeZone) === dayIn('en', other, timeZone);

/** The instant as ISO 8601 with the offset of the zone, such as `2026-11-14T19:30:00+01:00`. */
export function isoIn(instant: Date, timeZone: string): string {
  // Sweden writes dates as ISO 8601 does.
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(instant);
  const offset = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(instant)
    .find(({ type }) => type === 'timeZoneName')?.value;
  return `${local.replace(' ', 'T')}${offset?.slice('GMT'.length) || '+00:00'}`;
}
