import type { MailMessages, Named } from './messages';

const tickets = (count: number) => (count === 1 ? 'your ticket' : `your ${count} tickets`);

const whereTicketsAre = ({ ticketCount, attachedCount, ticketsFrom }: Named): string => {
  if (ticketsFrom !== null) return `From ${ticketsFrom} you find ${tickets(ticketCount)} in your order.`;
  return attachedCount > 0
    ? `You find ${tickets(ticketCount)} attached, and in your order.`
    : `You find ${tickets(ticketCount)} in your order.`;
};

export const en: MailMessages = {
  subject: {
    ORDER_CONFIRMED: ({ eventName, ticketCount }) =>
      ticketCount === 1 ? `Your ticket: ${eventName}` : `Your ${ticketCount} tickets: ${eventName}`,
    ORDER_CANCELLED: ({ eventName }) => `Order cancelled: ${eventName}`,
    REFUND_STARTED: ({ eventName }) => `Your money is being returned: ${eventName}`,
    REFUND_DONE: ({ eventName }) => `Refunded: ${eventName}`,
    REFUND_FAILED: ({ eventName }) => `Your refund needs another way: ${eventName}`,
    SHOW_MOVED: ({ eventName }) => `Changed: ${eventName}`,
    SHOW_CANCELLED: ({ eventName }) => `Cancelled: ${eventName}`,
    SHOW_REFUNDED: ({ eventName }) => `Cancelled and refunded: ${eventName}`,
    TICKET_REISSUED: ({ eventName }) => `Your new ticket: ${eventName}`,
    TICKET_GIVEN_AWAY: ({ eventName }) => `Ticket with a new name: ${eventName}`,
    TICKET_MOVED: ({ eventName }) => `Your ticket has another seat: ${eventName}`,
    ORDER_LINK: ({ eventName }) => `Your order: ${eventName}`,
    PAYMENT_FAILED: ({ eventName }) => `Your payment did not succeed: ${eventName}`,
    HOLD_ENDING: ({ eventName, seatsUntil }) => `Your seats are held until ${seatsUntil}: ${eventName}`,
    SEATS_RELEASED: ({ eventName }) => `Your seats are released: ${eventName}`,
    SHOW_PAUSED: ({ eventName }) => `Sales are paused: ${eventName}`,
    ADDRESS_CHANGING: ({ eventName }) => `Your order gets another address: ${eventName}`,
    ADDRESS_CHANGED: ({ eventName }) => `Your order and its tickets: ${eventName}`,
    SOLD_OUT: ({ eventName }) => `Sold out: ${eventName}`,
    DEAD_LETTERS: () => 'Payments or mails of your shows need attention',
    WEBHOOK_DISABLED: () => 'A webhook endpoint was disabled',
    INVITATION: ({ organization }) => `${organization} invites you`,
    SIGN_IN: () => 'Your link to sign in',
  },
  heading: {
    ORDER_CONFIRMED: 'Your order is confirmed',
    ORDER_CANCELLED: 'Your order is cancelled',
    REFUND_STARTED: 'Your money is being returned',
    REFUND_DONE: 'Your money has been returned',
    REFUND_FAILED: 'Your refund did not arrive',
    SHOW_MOVED: 'Your show has changed',
    SHOW_CANCELLED: 'Your show is cancelled',
    SHOW_REFUNDED: 'Your show is cancelled and refunded',
    TICKET_REISSUED: 'You have a new ticket',
    TICKET_GIVEN_AWAY: 'Your ticket has a new name',
    TICKET_MOVED: 'Your ticket has another seat',
    ORDER_LINK: 'Open your order',
    PAYMENT_FAILED: 'Your payment did not succeed',
    HOLD_ENDING: 'Your seats are held a little longer',
    SEATS_RELEASED: 'Your seats are released',
    SHOW_PAUSED: 'Sales are paused',
    ADDRESS_CHANGING: 'Your order gets another address',
    ADDRESS_CHANGED: 'Your order comes to this address now',
    SOLD_OUT: 'Your show is sold out',
    DEAD_LETTERS: 'Something needs attention',
    WEBHOOK_DISABLED: 'A webhook endpoint was disabled',
    INVITATION: 'You are invited',
    SIGN_IN: 'Sign in',
  },
  body: {
    ORDER_CONFIRMED: (named) => [whereTicketsAre(named)],
    ORDER_CANCELLED: ({ isPaid, amount }) => [
      'Your tickets are no longer valid.',
      ...(isPaid ? [`We return ${amount} to the card you paid with. It can take some days until you see it.`] : []),
    ],
    REFUND_STARTED: ({ amount, refundReason }) => [
      ...(refundReason === 'late'
        ? ['Your payment came when your seats were no longer yours, so you have no tickets.']
        : []),
      ...(refundReason === 'show cancelled' ? ['The show was cancelled before your payment came.'] : []),
      `We return ${amount} to the card you paid with. It can take some days until you see it.`,
    ],
    REFUND_DONE: ({ amount }) => [
      `${amount} is on its way to the card you paid with. Your bank shows it within some days.`,
    ],
    REFUND_FAILED: ({ amount }) => [
      `Your bank did not accept the refund of ${amount}.`,
      'We will pay you in another way. You do not have to do anything now.',
    ],
    SHOW_MOVED: ({ startedAt, fullReturnUntil }) => [
      ...(startedAt === null ? [] : [`The show was planned for ${startedAt}. Below is what is true now.`]),
      fullReturnUntil === null
        ? 'Your tickets stay valid. In your order you see whether you can return them.'
        : `Your tickets stay valid. If the new date does not suit you, you can return them in your order until ${fullReturnUntil} and get back all that you paid.`,
    ],
    SHOW_CANCELLED: ({ isPaid }) => [
      'The show does not take place. We are sorry.',
      ...(isPaid ? ['Open your order to get your money back.'] : []),
    ],
    SHOW_REFUNDED: ({ amount, hasRefund, message }) => [
      'The show does not take place, and your tickets are no longer valid.',
      ...(hasRefund
        ? [
            `We return ${amount} to the card you paid with. It can take some days until you see it. You do not have to do anything.`,
          ]
        : []),
      ...(message.length === 0 ? [] : ['The organizer writes:', ...message]),
    ],
    TICKET_REISSUED: ({ seatLabel, attachedCount }) => [
      `The ticket for ${seatLabel} was issued again. The old one no longer opens the door.`,
      ...(attachedCount > 0
        ? ['The new one is attached, and in your order.']
        : ['You find the new one in your order.']),
    ],
    TICKET_GIVEN_AWAY: ({ seatLabel, holderName, attachedCount }) => [
      holderName === null
        ? `The ticket for ${seatLabel} was issued for another person.`
        : `The ticket for ${seatLabel} was issued for ${holderName}.`,
      'The old one no longer opens the door.',
      ...(attachedCount > 0
        ? ['The new one is attached, and in your order.']
        : ['You find the new one in your order.']),
    ],
    TICKET_MOVED: ({ seatLabel, attachedCount }) => [
      `The organizer has moved your ticket to another seat: ${seatLabel}.`,
      'The old ticket no longer opens the door.',
      ...(attachedCount > 0
        ? ['The new one is attached, and in your order.']
        : ['You find the new one in your order.']),
    ],
    ORDER_LINK: () => ['You asked for a new link to your order. Here it is.'],
    PAYMENT_FAILED: ({ seatsUntil }) => [
      'You have paid nothing.',
      seatsUntil === null
        ? 'Your seats are on sale again.'
        : `Your seats are held until ${seatsUntil}. You can pay in another way until then.`,
    ],
    HOLD_ENDING: ({ seatsUntil }) => [`At ${seatsUntil} your seats go on sale again, unless you buy them before.`],
    SEATS_RELEASED: () => [
      'The time for the purchase is over, and the seats are on sale again. You have paid nothing.',
    ],
    SHOW_PAUSED: ({ hasOrder }) =>
      hasOrder
        ? ['No tickets are sold for this show at the moment. Yours stay valid; you do not have to do anything.']
        : [
            'No tickets are sold for this show at the moment. Seats that you have chosen can be bought when sales go on.',
          ],
    ADDRESS_CHANGING: ({ newAddress }) => [
      `Somebody who has your order open wants mail about it to go to ${newAddress}. That happens now that you were notified.`,
      'If it was you, you do not have to do anything. Links in earlier mails to this address no longer work then.',
      'If it was not you, keep this address, and have your tickets issued again.',
    ],
    ADDRESS_CHANGED: (named) => ['Mail about this order comes to this address from now on.', whereTicketsAre(named)],
    SOLD_OUT: ({ seatsTotal }) => [`None of the ${seatsTotal} seats is free any more.`],
    DEAD_LETTERS: ({ payments, mails }) => [
      'The service could not finish these by itself:',
      ...(payments > 0 ? [`${payments} ${payments === 1 ? 'payment or refund' : 'payments or refunds'}`] : []),
      ...(mails > 0 ? [`${mails} ${mails === 1 ? 'mail' : 'mails'} to buyers`] : []),
      'Ask the operator of the service, who sees each of them and can have it tried again.',
    ],
    WEBHOOK_DISABLED: ({ url, reason }) => [
      `${url} gets no more events.`,
      ...(reason === '' ? [] : [`The last answer: ${reason}`]),
      'Repair the receiver, then enable the endpoint again. You can have the events sent again that it has missed.',
    ],
    INVITATION: ({ organization }) => [
      `${organization} invites you to run events together.`,
      'If you do not know them, you do not have to do anything.',
    ],
    SIGN_IN: () => [
      'Somebody has asked for a link to sign in with this address.',
      'If it was not you, you do not have to do anything. Do not pass the link on.',
    ],
  },
  when: 'When',
  doors: 'Doors open:',
  times: 'Times are local:',
  venue: 'Where',
  seats: 'Seats',
  total: 'Total',
  order: 'Order',
  button: {
    order: 'Open your order',
    hold: 'Finish your purchase',
    show: 'Open the show',
    'keep address': 'Keep this address',
    invitation: 'Accept the invitation',
    'sign in': 'Sign in',
  },
  aboutButton: {
    order: 'The link works once, on any device. After that you can have a new one sent to this address.',
    hold: 'Open it in the browser in which you chose the seats.',
    show: null,
    'keep address': 'The link works for 30 days.',
    invitation: 'The link works once, within seven days.',
    'sign in': 'The link works once, within 15 minutes.',
  },
  choose: 'Choose which mails you receive',
  automatic: 'This message was sent automatically. Replies are not read.',
};
