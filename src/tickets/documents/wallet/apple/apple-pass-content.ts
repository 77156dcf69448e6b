import { createHmac } from 'node:crypto';
import type { PassProps } from 'passkit-generator';
import { documentLanguages, messagesIn } from '../../messages/languages';
import type { Messages } from '../../messages/messages';
import { isoIn } from '../../show-times';
import type { TicketDocument, TicketKey } from '../../ticket-document';
import { bytesOfUuid, uuidOfBytes } from '../../uuid-bytes';
import type { PassContent } from './sign-apple-pass';

/** Who issues a pass, and where its updates are. */
export interface PassIssuer {
  readonly passTypeId: string;
  readonly teamId: string;
  /** Without it a pass is not updated. Telephones accept https alone. */
  readonly webServiceUrl: string | null;
  readonly linkKey: Buffer;
}

/** The serial number of a pass: the public id of its ticket, without the prefix. */
export const serialOf = ({ showId, ticketId }: TicketKey): string =>
  Buffer.concat([bytesOfUuid(showId), bytesOfUuid(ticketId)]).toString('base64url');

/** Null if it is not the serial number of any pass. */
export function ticketOfSerial(serial: string): TicketKey | null {
  if (!/^[\w-]{43}$/.test(serial)) return null;
  const bytes = Buffer.from(serial, 'base64url');
  // Otherwise one pass would have several serial numbers: the last character has unused bits.
  if (bytes.toString('base64url') !== serial) return null;
  return { showId: uuidOfBytes(bytes.subarray(0, 16)), ticketId: uuidOfBytes(bytes.subarray(16)) };
}

/** What a telephone sends to update this pass. It is derived, so that nothing has to be stored. */
export const passToken = (linkKey: Buffer, serial: string): string =>
  createHmac('sha256', linkKey).update(`apple-pass\0${serial}`).digest('base64url');

const common = ({ passTypeId, teamId, webServiceUrl, linkKey }: PassIssuer, key: TicketKey): PassProps => ({
  formatVersion: 1,
  passTypeIdentifier: passTypeId,
  teamIdentifier: teamId,
  serialNumber: serialOf(key),
  sharingProhibited: false,
  backgroundColor: 'rgb(23, 37, 63)',
  foregroundColor: 'rgb(255, 255, 255)',
  labelColor: 'rgb(190, 205, 230)',
  ...(webServiceUrl === null
    ? {}
    : { webServiceURL: webServiceUrl, authenticationToken: passToken(linkKey, serialOf(key)) }),
});

/** The keys of `translations`: a text from outside that is equal to one would be translated, so none looks like these. */
const word = (name: keyof Messages): string => `frontrow.${name}`;
const change = (name: keyof Messages): string => `frontrow.${name}.changed`;
const need = (feature: string): string => `frontrow.needs.${feature}`;

export function applePassContent(ticket: TicketDocument, issuer: PassIssuer): PassContent {
  const { timeZone, startsAt, doorsAt, entrance, row, number } = ticket;
  const text = (name: keyof Messages, value: string | null) =>
    value === null || value === '' ? [] : [{ key: name, label: word(name), value, changeMessage: change(name) }];
  const time = (name: keyof Messages, value: Date, dateStyle: 'PKDateStyleMedium' | 'PKDateStyleNone') => ({
    ...{ key: name, label: word(name), value: isoIn(value, timeZone), changeMessage: change(name) },
    ...{ dateStyle, timeStyle: 'PKDateStyleShort' as const },
    // In the zone of the venue rather than in that of the telephone.
    ignoresTimeZone: true,
  });
  const needs = ticket.needs.filter((feature) => messagesIn('en').needs[feature] !== null);
  return {
    pass: {
      ...common(issuer, ticket),
      organizationName: ticket.venueName,
      description: ticket.eventName,
      logoText: ticket.venueName,
      relevantDate: isoIn(doorsAt, timeZone),
      groupingIdentifier: ticket.showId,
      // Latin-1 is what scanners expect; the code is ASCII.
      barcodes: [
        { format: 'PKBarcodeFormatQR', message: ticket.code, messageEncoding: 'iso-8859-1', altText: ticket.seatLabel },
      ],
      eventTicket: {
        headerFields: [time('doors', doorsAt, 'PKDateStyleNone')],
        primaryFields: [{ key: 'event', value: ticket.eventName }],
        secondaryFields: [time('start', startsAt, 'PKDateStyleMedium'), ...text('holder', ticket.holderName)],
        auxiliaryFields: [
          ...text('entrance', entrance),
          ...text('section', ticket.section),
          ...text('row', row),
          ...text('seat', number ?? word('unnumbered')),
        ],
        backFields: [
          ...text('venue', [ticket.venueName, ticket.venueAddress, ticket.city].filter((it) => it !== null).join(', ')),
          ...needs.map((feature) => ({ key: `need-${feature}`, value: need(feature) })),
          ...text('order', ticket.orderNumber),
          ...text('price', ticket.price),
          ...text('terms', ticket.terms),
        ],
      },
    },
    translations,
  };
}

/** What a pass becomes whose ticket is no longer valid. Nothing is said of the ticket: it may have another owner now. */
export function voidedPassContent(key: TicketKey, issuer: PassIssuer): PassContent {
  return {
    pass: {
      ...common(issuer, key),
      organizationName: 'Frontrow',
      description: word('noLongerValid'),
      voided: true,
      eventTicket: {
        headerFields: [],
        primaryFields: [],
        secondaryFields: [{ key: 'state', value: word('noLongerValid'), changeMessage: '%@' }],
        auxiliaryFields: [],
        backFields: [],
      },
    },
    translations,
  };
}

const translations = Object.fromEntries(
  documentLanguages.map((language) => {
    const messages = messagesIn(language);
    const texts = Object.entries(messages).filter(
      (entry): entry is [keyof Messages, string] => typeof entry[1] === 'string',
    );
    return [
      language,
      Object.fromEntries([
        ...texts.flatMap(([name, value]) => [
          [word(name), value],
          [change(name), `${value}: %@`],
        ]),
        ...Object.entries(messages.needs).flatMap(([feature, value]) =>
          value === null ? [] : [[need(feature), value]],
        ),
      ]),
    ];
  }),
);
