import { shortenUuid } from '../../platform';
import { type DocumentLanguage, onOneDay, timeIn, zoneIn } from '../../tickets';
import type { MailContent } from './html';
import type { MailMessages } from './messages/messages';
import { moneyIn } from './money-in';
import { momentIn } from './names-of';
import { oneLine } from './plain-text';
import type { MailFacts } from './read-mail-facts';

/** The lines below the text: when, where, which seats, how much. */
export function factRows(facts: MailFacts, messages: MailMessages, language: DocumentLanguage): MailContent['rows'] {
  const { show, seats, currency, orderId, hold } = facts;
  if (show === null) return [];
  const { startsAt, doorsAt, timeZone, venueName, venueAddress, city } = show;
  const money = (amountMinor: number) => moneyIn(language, { amountMinor, currency });
  const doors = onOneDay(doorsAt, startsAt, timeZone)
    ? timeIn(language, doorsAt, timeZone)
    : momentIn(language, doorsAt, timeZone);
  return [
    {
      label: messages.when,
      lines: [
        momentIn(language, startsAt, timeZone),
        `${messages.doors} ${doors}`,
        `${messages.times} ${zoneIn(language, startsAt, timeZone)}`,
      ],
    },
    {
      label: messages.venue,
      lines: [venueName, [venueAddress, city].filter((part) => part !== null).join(', ')].map(oneLine),
    },
    ...(seats.length === 0
      ? []
      : [
          {
            label: messages.seats,
            lines: seats.map(({ label, priceMinor }) => `${oneLine(label)} · ${money(priceMinor)}`),
          },
          // The total of an order of which tickets came back is what the rest did cost.
          { label: messages.total, lines: [money(seats.reduce((sum, { priceMinor }) => sum + priceMinor, 0))] },
        ]),
    // An order that was not paid is nothing to look up.
    ...(orderId === null || hold !== null ? [] : [{ label: messages.order, lines: [shortenUuid(orderId)] }]),
  ];
}
