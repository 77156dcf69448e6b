import type { MailMessages, Named } from './messages';

const tickets = (count: number) => (count === 1 ? 'Ihr Ticket' : `Ihre ${count} Tickets`);

const whereTicketsAre = ({ ticketCount, attachedCount, ticketsFrom }: Named): string => {
  if (ticketsFrom !== null) return `Ab ${ticketsFrom} finden Sie ${tickets(ticketCount)} in Ihrer Bestellung.`;
  return attachedCount > 0
    ? `Sie finden ${tickets(ticketCount)} im Anhang und in Ihrer Bestellung.`
    : `Sie finden ${tickets(ticketCount)} in Ihrer Bestellung.`;
};

export const de: MailMessages = {
  subject: {
    ORDER_CONFIRMED: ({ eventName, ticketCount }) =>
      ticketCount === 1 ? `Ihr Ticket: ${eventName}` : `Ihre ${ticketCount} Tickets: ${eventName}`,
    ORDER_CANCELLED: ({ eventName }) => `Bestellung storniert: ${eventName}`,
    REFUND_STARTED: ({ eventName }) => `Ihr Geld wird erstattet: ${eventName}`,
    REFUND_DONE: ({ eventName }) => `Erstattet: ${eventName}`,
    REFUND_FAILED: ({ eventName }) => `Ihre Erstattung braucht einen anderen Weg: ${eventName}`,
    SHOW_MOVED: ({ eventName }) => `Geändert: ${eventName}`,
    SHOW_CANCELLED: ({ eventName }) => `Abgesagt: ${eventName}`,
    TICKET_REISSUED: ({ eventName }) => `Ihr neues Ticket: ${eventName}`,
    TICKET_GIVEN_AWAY: ({ eventName }) => `Ticket mit neuem Namen: ${eventName}`,
    ORDER_LINK: ({ eventName }) => `Ihre Bestellung: ${eventName}`,
  },
  heading: {
    ORDER_CONFIRMED: 'Ihre Bestellung ist bestätigt',
    ORDER_CANCELLED: 'Ihre Bestellung ist storniert',
    REFUND_STARTED: 'Ihr Geld wird erstattet',
    REFUND_DONE: 'Ihr Geld wurde erstattet',
    REFUND_FAILED: 'Ihre Erstattung ist nicht angekommen',
    SHOW_MOVED: 'Ihre Veranstaltung wurde geändert',
    SHOW_CANCELLED: 'Ihre Veranstaltung ist abgesagt',
    TICKET_REISSUED: 'Sie haben ein neues Ticket',
    TICKET_GIVEN_AWAY: 'Ihr Ticket hat einen neuen Namen',
    ORDER_LINK: 'Ihre Bestellung öffnen',
  },
  body: {
    ORDER_CONFIRMED: (named) => [whereTicketsAre(named)],
    ORDER_CANCELLED: ({ isPaid, amount }) => [
      'Ihre Tickets sind nicht mehr gültig.',
      ...(isPaid
        ? [`Wir erstatten ${amount} auf die Karte, mit der Sie bezahlt haben. Das kann einige Tage dauern.`]
        : []),
    ],
    REFUND_STARTED: ({ amount }) => [
      'Ihre Zahlung kam, als Ihre Plätze nicht mehr reserviert waren. Sie haben deshalb keine Tickets.',
      `Wir erstatten ${amount} auf die Karte, mit der Sie bezahlt haben. Das kann einige Tage dauern.`,
    ],
    REFUND_DONE: ({ amount }) => [
      `${amount} ist auf dem Weg zu der Karte, mit der Sie bezahlt haben. Ihre Bank zeigt es in einigen Tagen.`,
    ],
    REFUND_FAILED: ({ amount }) => [
      `Ihre Bank hat die Erstattung von ${amount} nicht angenommen.`,
      'Wir zahlen Ihnen das Geld auf einem anderen Weg. Sie müssen jetzt nichts tun.',
    ],
    SHOW_MOVED: ({ startedAt }) => [
      ...(startedAt === null ? [] : [`Die Veranstaltung war geplant für ${startedAt}. Unten steht, was jetzt gilt.`]),
      'Ihre Tickets bleiben gültig. In Ihrer Bestellung sehen Sie, ob Sie sie zurückgeben können.',
    ],
    SHOW_CANCELLED: ({ isPaid }) => [
      'Die Veranstaltung findet nicht statt. Das tut uns leid.',
      ...(isPaid ? ['Öffnen Sie Ihre Bestellung, um Ihr Geld zurückzubekommen.'] : []),
    ],
    TICKET_REISSUED: ({ seatLabel, attachedCount }) => [
      `Das Ticket für ${seatLabel} wurde neu ausgestellt. Mit dem alten kommt niemand mehr hinein.`,
      ...(attachedCount > 0
        ? ['Das neue finden Sie im Anhang und in Ihrer Bestellung.']
        : ['Das neue finden Sie in Ihrer Bestellung.']),
    ],
    TICKET_GIVEN_AWAY: ({ seatLabel, holderName, attachedCount }) => [
      holderName === null
        ? `Das Ticket für ${seatLabel} wurde für eine andere Person ausgestellt.`
        : `Das Ticket für ${seatLabel} wurde für ${holderName} ausgestellt.`,
      'Mit dem alten kommt niemand mehr hinein.',
      ...(attachedCount > 0
        ? ['Das neue finden Sie im Anhang und in Ihrer Bestellung.']
        : ['Das neue finden Sie in Ihrer Bestellung.']),
    ],
    ORDER_LINK: () => ['Sie haben einen neuen Link zu Ihrer Bestellung angefordert. Hier ist er.'],
  },
  when: 'Wann',
  doors: 'Einlass:',
  times: 'Zeiten am Ort:',
  venue: 'Wo',
  seats: 'Plätze',
  total: 'Summe',
  order: 'Bestellung',
  open: 'Bestellung öffnen',
  aboutLink:
    'Der Link gilt einmal, auf jedem Gerät. Danach können Sie sich an diese Adresse einen neuen senden lassen.',
  automatic: 'Diese Nachricht wurde automatisch gesendet. Antworten werden nicht gelesen.',
};
