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
    TICKET_REISSUED: ({ eventName }) => `Your new ticket: ${eventName}`,
    TICKET_GIVEN_AWAY: ({ eventName }) => `Ticket with a new name: ${eventName}`,
    ORDER_LINK: ({ eventName }) => `Your order: ${eventName}`,
  },
  heading: {
    ORDER_CONFIRMED: 'Your order is confirmed',
    ORDER_CANCELLED: 'Your order is cancelled',
    REFUND_STARTED: 'Your money is being returned',
    REFUND_DONE: 'Your money has been returned',
    REFUND_FAILED: 'Your refund did not arrive',
    SHOW_MOVED: 'Your show has changed',
    SHOW_CANCELLED: 'Your show is cancelled',
    TICKET_REISSUED: 'You have a new ticket',
    TICKET_GIVEN_AWAY: 'Your ticket has a new name',
    ORDER_LINK: 'Open your order',
  },
  body: {
    ORDER_CONFIRMED: (named) => [whereTicketsAre(named)],
    ORDER_CANCELLED: ({ isPaid, amount }) => [
      'Your tickets are no longer valid.',
      ...(isPaid ? [`We return ${amount} to the card you paid with. It can take some days until you see it.`] : []),
    ],
    REFUND_STARTED: ({ amount }) => [
      'Your payment came when your seats were no longer yours, so you have no tickets.',
      `We return ${amount} to the card you paid with. It can take some days until you see it.`,
    ],
    REFUND_DONE: ({ amount }) => [
      `${amount} is on its way to the card you paid with. Your bank shows it within some days.`,
    ],
    REFUND_FAILED: ({ amount }) => [
      `Your bank did not accept the refund of ${amount}.`,
      'We will pay you in another way. You do not have to do anything now.',
    ],
    SHOW_MOVED: ({ startedAt }) => [
      ...(startedAt === null ? [] : [`The show was planned for ${startedAt}. Below is what is true now.`]),
      'Your tickets stay valid. In your order you see whether you can return them.',
    ],
    SHOW_CANCELLED: ({ isPaid }) => [
      'The show does not take place. We are sorry.',
      ...(isPaid ? ['Open your order to get your money back.'] : []),
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
    ORDER_LINK: () => ['You asked for a new link to your order. Here it is.'],
  },
  when: 'When',
  doors: 'Doors open:',
  times: 'Times are local:',
  venue: 'Where',
  seats: 'Seats',
  total: 'Total',
  order: 'Order',
  open: 'Open your order',
  aboutLink: 'The link works once, on any device. After that you can have a new one sent to this address.',
  automatic: 'This message was sent automatically. Replies are not read.',
};
