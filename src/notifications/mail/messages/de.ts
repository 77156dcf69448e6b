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
    SHOW_REFUNDED: ({ eventName }) => `Abgesagt und erstattet: ${eventName}`,
    TICKET_REISSUED: ({ eventName }) => `Ihr neues Ticket: ${eventName}`,
    TICKET_GIVEN_AWAY: ({ eventName }) => `Ticket mit neuem Namen: ${eventName}`,
    TICKET_MOVED: ({ eventName }) => `Ihr Ticket hat einen anderen Platz: ${eventName}`,
    ORDER_LINK: ({ eventName }) => `Ihre Bestellung: ${eventName}`,
    PAYMENT_FAILED: ({ eventName }) => `Ihre Zahlung war nicht erfolgreich: ${eventName}`,
    HOLD_ENDING: ({ eventName, seatsUntil }) => `Ihre Plätze sind reserviert bis ${seatsUntil}: ${eventName}`,
    SEATS_RELEASED: ({ eventName }) => `Ihre Plätze sind wieder frei: ${eventName}`,
    SHOW_PAUSED: ({ eventName }) => `Der Verkauf ruht: ${eventName}`,
    ADDRESS_CHANGING: ({ eventName }) => `Ihre Bestellung bekommt eine andere Adresse: ${eventName}`,
    ADDRESS_CHANGED: ({ eventName }) => `Ihre Bestellung und Ihre Tickets: ${eventName}`,
    SOLD_OUT: ({ eventName }) => `Ausverkauft: ${eventName}`,
    DEAD_LETTERS: () => 'Zahlungen oder Mails Ihrer Veranstaltungen brauchen Aufmerksamkeit',
    WEBHOOK_DISABLED: () => 'Ein Webhook-Endpunkt wurde abgeschaltet',
    INVITATION: ({ organization }) => `Einladung von ${organization}`,
    SIGN_IN: () => 'Ihr Link zur Anmeldung',
  },
  heading: {
    ORDER_CONFIRMED: 'Ihre Bestellung ist bestätigt',
    ORDER_CANCELLED: 'Ihre Bestellung ist storniert',
    REFUND_STARTED: 'Ihr Geld wird erstattet',
    REFUND_DONE: 'Ihr Geld wurde erstattet',
    REFUND_FAILED: 'Ihre Erstattung ist nicht angekommen',
    SHOW_MOVED: 'Ihre Veranstaltung wurde geändert',
    SHOW_CANCELLED: 'Ihre Veranstaltung ist abgesagt',
    SHOW_REFUNDED: 'Ihre Veranstaltung ist abgesagt und wird erstattet',
    TICKET_REISSUED: 'Sie haben ein neues Ticket',
    TICKET_GIVEN_AWAY: 'Ihr Ticket hat einen neuen Namen',
    TICKET_MOVED: 'Ihr Ticket hat einen anderen Platz',
    ORDER_LINK: 'Ihre Bestellung öffnen',
    PAYMENT_FAILED: 'Ihre Zahlung war nicht erfolgreich',
    HOLD_ENDING: 'Ihre Plätze sind noch kurz reserviert',
    SEATS_RELEASED: 'Ihre Plätze sind wieder frei',
    SHOW_PAUSED: 'Der Verkauf ruht',
    ADDRESS_CHANGING: 'Ihre Bestellung bekommt eine andere Adresse',
    ADDRESS_CHANGED: 'Ihre Bestellung kommt ab jetzt hierher',
    SOLD_OUT: 'Ihre Veranstaltung ist ausverkauft',
    DEAD_LETTERS: 'Etwas braucht Aufmerksamkeit',
    WEBHOOK_DISABLED: 'Ein Webhook-Endpunkt wurde abgeschaltet',
    INVITATION: 'Sie sind eingeladen',
    SIGN_IN: 'Anmelden',
  },
  body: {
    ORDER_CONFIRMED: (named) => [whereTicketsAre(named)],
    ORDER_CANCELLED: ({ isPaid, amount }) => [
      'Ihre Tickets sind nicht mehr gültig.',
      ...(isPaid
        ? [`Wir erstatten ${amount} auf die Karte, mit der Sie bezahlt haben. Das kann einige Tage dauern.`]
        : []),
    ],
    REFUND_STARTED: ({ amount, refundReason }) => [
      ...(refundReason === 'late'
        ? ['Ihre Zahlung kam, als Ihre Plätze nicht mehr reserviert waren. Sie haben deshalb keine Tickets.']
        : []),
      ...(refundReason === 'show cancelled' ? ['Die Veranstaltung wurde abgesagt, bevor Ihre Zahlung kam.'] : []),
      `Wir erstatten ${amount} auf die Karte, mit der Sie bezahlt haben. Das kann einige Tage dauern.`,
    ],
    REFUND_DONE: ({ amount }) => [
      `${amount} ist auf dem Weg zu der Karte, mit der Sie bezahlt haben. Ihre Bank zeigt es in einigen Tagen.`,
    ],
    REFUND_FAILED: ({ amount }) => [
      `Ihre Bank hat die Erstattung von ${amount} nicht angenommen.`,
      'Wir zahlen Ihnen das Geld auf einem anderen Weg. Sie müssen jetzt nichts tun.',
    ],
    SHOW_MOVED: ({ startedAt, fullReturnUntil }) => [
      ...(startedAt === null ? [] : [`Die Veranstaltung war geplant für ${startedAt}. Unten steht, was jetzt gilt.`]),
      fullReturnUntil === null
        ? 'Ihre Tickets bleiben gültig. In Ihrer Bestellung sehen Sie, ob Sie sie zurückgeben können.'
        : `Ihre Tickets bleiben gültig. Wenn Ihnen der neue Termin nicht passt, können Sie sie in Ihrer Bestellung bis ${fullReturnUntil} zurückgeben und erhalten den ganzen Preis zurück.`,
    ],
    SHOW_CANCELLED: ({ isPaid }) => [
      'Die Veranstaltung findet nicht statt. Das tut uns leid.',
      ...(isPaid ? ['Öffnen Sie Ihre Bestellung, um Ihr Geld zurückzubekommen.'] : []),
    ],
    SHOW_REFUNDED: ({ amount, hasRefund, message }) => [
      'Die Veranstaltung findet nicht statt, und Ihre Tickets sind nicht mehr gültig.',
      ...(hasRefund
        ? [
            `Wir erstatten ${amount} auf die Karte, mit der Sie bezahlt haben. Das kann einige Tage dauern. Sie müssen nichts tun.`,
          ]
        : []),
      ...(message.length === 0 ? [] : ['Der Veranstalter schreibt:', ...message]),
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
    TICKET_MOVED: ({ seatLabel, attachedCount }) => [
      `Der Veranstalter hat Ihr Ticket auf einen anderen Platz umgebucht: ${seatLabel}.`,
      'Mit dem alten Ticket kommt niemand mehr hinein.',
      ...(attachedCount > 0
        ? ['Das neue finden Sie im Anhang und in Ihrer Bestellung.']
        : ['Das neue finden Sie in Ihrer Bestellung.']),
    ],
    ORDER_LINK: () => ['Sie haben einen neuen Link zu Ihrer Bestellung angefordert. Hier ist er.'],
    PAYMENT_FAILED: ({ seatsUntil }) => [
      'Sie haben nichts bezahlt.',
      seatsUntil === null
        ? 'Ihre Plätze sind wieder im Verkauf.'
        : `Ihre Plätze sind reserviert bis ${seatsUntil}. Bis dahin können Sie auf andere Weise bezahlen.`,
    ],
    HOLD_ENDING: ({ seatsUntil }) => [
      `Um ${seatsUntil} gehen Ihre Plätze wieder in den Verkauf, wenn Sie sie nicht vorher kaufen.`,
    ],
    SEATS_RELEASED: () => [
      'Die Zeit für den Kauf ist vorbei, und die Plätze sind wieder im Verkauf. Sie haben nichts bezahlt.',
    ],
    SHOW_PAUSED: ({ hasOrder }) =>
      hasOrder
        ? ['Für diese Veranstaltung werden gerade keine Tickets verkauft. Ihre bleiben gültig; Sie müssen nichts tun.']
        : [
            'Für diese Veranstaltung werden gerade keine Tickets verkauft. Plätze, die Sie gewählt haben, können Sie kaufen, wenn der Verkauf weitergeht.',
          ],
    ADDRESS_CHANGING: ({ newAddress }) => [
      `Jemand, der Ihre Bestellung geöffnet hat, möchte Mails dazu an ${newAddress} senden lassen. Das geschieht, nachdem Sie nun benachrichtigt sind.`,
      'Waren Sie es, müssen Sie nichts tun. Links in früheren Mails an diese Adresse gelten dann nicht mehr.',
      'Waren Sie es nicht, behalten Sie diese Adresse, und lassen Sie Ihre Tickets neu ausstellen.',
    ],
    ADDRESS_CHANGED: (named) => [
      'Mails zu dieser Bestellung kommen ab jetzt an diese Adresse.',
      whereTicketsAre(named),
    ],
    SOLD_OUT: ({ seatsTotal }) => [`Von den ${seatsTotal} Plätzen ist keiner mehr frei.`],
    DEAD_LETTERS: ({ payments, mails }) => [
      'Das konnte der Dienst nicht allein zu Ende bringen:',
      ...(payments > 0
        ? [`${payments} ${payments === 1 ? 'Zahlung oder Erstattung' : 'Zahlungen oder Erstattungen'}`]
        : []),
      ...(mails > 0 ? [`${mails} ${mails === 1 ? 'Mail' : 'Mails'} an Käufer`] : []),
      'Fragen Sie den Betreiber des Dienstes: Er sieht alles im Einzelnen und kann es noch einmal versuchen lassen.',
    ],
    WEBHOOK_DISABLED: ({ url, reason }) => [
      `${url} bekommt keine Ereignisse mehr.`,
      ...(reason === '' ? [] : [`Die letzte Antwort: ${reason}`]),
      'Reparieren Sie den Empfänger und schalten Sie den Endpunkt wieder ein. Was er verpasst hat, können Sie noch einmal senden lassen.',
    ],
    INVITATION: ({ organization }) => [
      `${organization} lädt Sie ein, gemeinsam Veranstaltungen zu betreuen.`,
      'Wenn Sie den Absender nicht kennen, müssen Sie nichts tun.',
    ],
    SIGN_IN: () => [
      'Für diese Adresse wurde ein Link zur Anmeldung angefordert.',
      'Wenn Sie das nicht waren, müssen Sie nichts tun. Geben Sie den Link nicht weiter.',
    ],
  },
  when: 'Wann',
  doors: 'Einlass:',
  times: 'Zeiten am Ort:',
  venue: 'Wo',
  seats: 'Plätze',
  total: 'Summe',
  order: 'Bestellung',
  button: {
    order: 'Bestellung öffnen',
    hold: 'Kauf abschließen',
    show: 'Veranstaltung öffnen',
    'keep address': 'Diese Adresse behalten',
    invitation: 'Einladung annehmen',
    'sign in': 'Anmelden',
  },
  aboutButton: {
    order: 'Der Link gilt einmal, auf jedem Gerät. Danach können Sie sich an diese Adresse einen neuen senden lassen.',
    hold: 'Öffnen Sie ihn in dem Browser, in dem Sie die Plätze gewählt haben.',
    show: null,
    'keep address': 'Der Link gilt 30 Tage.',
    invitation: 'Der Link funktioniert einmal, innerhalb von sieben Tagen.',
    'sign in': 'Der Link funktioniert einmal, innerhalb von 15 Minuten.',
  },
  choose: 'Wählen, welche Mails Sie bekommen',
  automatic: 'Diese Nachricht wurde automatisch gesendet. Antworten werden nicht gelesen.',
};
