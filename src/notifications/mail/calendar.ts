import { oneLine } from './plain-text';

export interface CalendarEntry {
  /** The same for every message about one order, so that a calendar changes the entry it has. */
  readonly uid: string;
  /** A calendar takes the entry with the greatest one. */
  readonly sequence: number;
  readonly stampedAt: Date;
  readonly startsAt: Date;
  readonly title: string;
  readonly location: string;
  readonly description: string;
  readonly url: string;
  readonly isCancelled: boolean;
}

/** One event as iCalendar (RFC 5545). Instants are in UTC, which every calendar shows in its own zone. */
export function calendarOf(entry: CalendarEntry): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Frontrow//Frontrow//EN',
    `METHOD:${entry.isCancelled ? 'CANCEL' : 'PUBLISH'}`,
    'BEGIN:VEVENT',
    `UID:${entry.uid}`,
    `SEQUENCE:${entry.sequence}`,
    `DTSTAMP:${utc(entry.stampedAt)}`,
    `DTSTART:${utc(entry.startsAt)}`,
    `SUMMARY:${text(entry.title)}`,
    `LOCATION:${text(entry.location)}`,
    `DESCRIPTION:${text(entry.description)}`,
    `URL:${entry.url}`,
    `STATUS:${entry.isCancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

const utc = (instant: Date): string => instant.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');

/** A value of type TEXT: what has a meaning in it is escaped (3.3.11). */
const text = (value: string): string => oneLine(value).replaceAll(/[\\;,]/g, (found) => `\\${found}`);

const LINE_OCTETS_MAX = 75;

/** Lines have at most 75 octets; the rest goes on in the next line after a space (3.1). Never inside of a character. */
function fold(line: string): string {
  const folded: string[] = [];
  let current = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > LINE_OCTETS_MAX) {
      folded.push(current);
      current = ' ';
      octets = 1;
    }
    current += character;
    octets += size;
  }
  return [...folded, current].join('\r\n');
}
