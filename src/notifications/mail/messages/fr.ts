import type { MailMessages, Named } from './messages';

const tickets = (count: number) => (count === 1 ? 'votre billet' : `vos ${count} billets`);

const whereTicketsAre = ({ ticketCount, attachedCount, ticketsFrom }: Named): string => {
  if (ticketsFrom !== null)
    return `À partir du ${ticketsFrom}, vous trouverez ${tickets(ticketCount)} dans votre commande.`;
  return attachedCount > 0
    ? `Vous trouverez ${tickets(ticketCount)} en pièce jointe et dans votre commande.`
    : `Vous trouverez ${tickets(ticketCount)} dans votre commande.`;
};

export const fr: MailMessages = {
  subject: {
    ORDER_CONFIRMED: ({ eventName, ticketCount }) =>
      ticketCount === 1 ? `Votre billet : ${eventName}` : `Vos ${ticketCount} billets : ${eventName}`,
    ORDER_CANCELLED: ({ eventName }) => `Commande annulée : ${eventName}`,
    REFUND_STARTED: ({ eventName }) => `Votre remboursement est en cours : ${eventName}`,
    REFUND_DONE: ({ eventName }) => `Remboursé : ${eventName}`,
    REFUND_FAILED: ({ eventName }) => `Votre remboursement prendra une autre voie : ${eventName}`,
    SHOW_MOVED: ({ eventName }) => `Modifié : ${eventName}`,
    SHOW_CANCELLED: ({ eventName }) => `Annulé : ${eventName}`,
    TICKET_REISSUED: ({ eventName }) => `Votre nouveau billet : ${eventName}`,
    TICKET_GIVEN_AWAY: ({ eventName }) => `Billet à un nouveau nom : ${eventName}`,
    ORDER_LINK: ({ eventName }) => `Votre commande : ${eventName}`,
  },
  heading: {
    ORDER_CONFIRMED: 'Votre commande est confirmée',
    ORDER_CANCELLED: 'Votre commande est annulée',
    REFUND_STARTED: 'Votre remboursement est en cours',
    REFUND_DONE: 'Vous êtes remboursé',
    REFUND_FAILED: 'Votre remboursement n’est pas arrivé',
    SHOW_MOVED: 'Votre spectacle a changé',
    SHOW_CANCELLED: 'Votre spectacle est annulé',
    TICKET_REISSUED: 'Vous avez un nouveau billet',
    TICKET_GIVEN_AWAY: 'Votre billet porte un nouveau nom',
    ORDER_LINK: 'Ouvrir votre commande',
  },
  body: {
    ORDER_CONFIRMED: (named) => [whereTicketsAre(named)],
    ORDER_CANCELLED: ({ isPaid, amount }) => [
      'Vos billets ne sont plus valables.',
      ...(isPaid ? [`Nous remboursons ${amount} sur la carte utilisée. Cela peut prendre quelques jours.`] : []),
    ],
    REFUND_STARTED: ({ amount }) => [
      'Votre paiement est arrivé alors que vos places n’étaient plus réservées : vous n’avez donc pas de billet.',
      `Nous remboursons ${amount} sur la carte utilisée. Cela peut prendre quelques jours.`,
    ],
    REFUND_DONE: ({ amount }) => [
      `${amount} est en route vers la carte utilisée. Votre banque l’affichera sous quelques jours.`,
    ],
    REFUND_FAILED: ({ amount }) => [
      `Votre banque n’a pas accepté le remboursement de ${amount}.`,
      'Nous vous paierons d’une autre manière. Vous n’avez rien à faire pour le moment.',
    ],
    SHOW_MOVED: ({ startedAt }) => [
      ...(startedAt === null ? [] : [`Le spectacle était prévu : ${startedAt}. Voici ce qui est valable désormais.`]),
      'Vos billets restent valables. Votre commande indique si vous pouvez les rendre.',
    ],
    SHOW_CANCELLED: ({ isPaid }) => [
      'Le spectacle n’aura pas lieu. Nous en sommes désolés.',
      ...(isPaid ? ['Ouvrez votre commande pour être remboursé.'] : []),
    ],
    TICKET_REISSUED: ({ seatLabel, attachedCount }) => [
      `Le billet pour ${seatLabel} a été réémis. L’ancien ne permet plus d’entrer.`,
      ...(attachedCount > 0
        ? ['Le nouveau est en pièce jointe et dans votre commande.']
        : ['Le nouveau est dans votre commande.']),
    ],
    TICKET_GIVEN_AWAY: ({ seatLabel, holderName, attachedCount }) => [
      holderName === null
        ? `Le billet pour ${seatLabel} a été émis pour une autre personne.`
        : `Le billet pour ${seatLabel} a été émis pour ${holderName}.`,
      'L’ancien ne permet plus d’entrer.',
      ...(attachedCount > 0
        ? ['Le nouveau est en pièce jointe et dans votre commande.']
        : ['Le nouveau est dans votre commande.']),
    ],
    ORDER_LINK: () => ['Vous avez demandé un nouveau lien vers votre commande. Le voici.'],
  },
  when: 'Quand',
  doors: 'Ouverture des portes :',
  times: 'Heures locales :',
  venue: 'Où',
  seats: 'Places',
  total: 'Total',
  order: 'Commande',
  open: 'Ouvrir la commande',
  aboutLink:
    'Ce lien fonctionne une fois, sur tout appareil. Ensuite, vous pourrez en recevoir un autre à cette adresse.',
  automatic: 'Ce message a été envoyé automatiquement. Les réponses ne sont pas lues.',
};
