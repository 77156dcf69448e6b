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
    SHOW_REFUNDED: ({ eventName }) => `Annulé et remboursé : ${eventName}`,
    TICKET_REISSUED: ({ eventName }) => `Votre nouveau billet : ${eventName}`,
    TICKET_GIVEN_AWAY: ({ eventName }) => `Billet à un nouveau nom : ${eventName}`,
    TICKET_MOVED: ({ eventName }) => `Votre billet a une autre place : ${eventName}`,
    ORDER_LINK: ({ eventName }) => `Votre commande : ${eventName}`,
    PAYMENT_FAILED: ({ eventName }) => `Votre paiement n’a pas abouti : ${eventName}`,
    HOLD_ENDING: ({ eventName, seatsUntil }) => `Vos places sont réservées jusqu’à ${seatsUntil} : ${eventName}`,
    SEATS_RELEASED: ({ eventName }) => `Vos places sont remises en vente : ${eventName}`,
    SHOW_PAUSED: ({ eventName }) => `Les ventes sont suspendues : ${eventName}`,
    ADDRESS_CHANGING: ({ eventName }) => `Votre commande change d’adresse : ${eventName}`,
    ADDRESS_CHANGED: ({ eventName }) => `Votre commande et vos billets : ${eventName}`,
    SOLD_OUT: ({ eventName }) => `Complet : ${eventName}`,
    DEAD_LETTERS: () => 'Des paiements ou des messages de vos spectacles demandent votre attention',
    WEBHOOK_DISABLED: () => 'Un point de réception webhook a été désactivé',
    INVITATION: ({ organization }) => `Invitation de ${organization}`,
    SIGN_IN: () => 'Votre lien de connexion',
  },
  heading: {
    ORDER_CONFIRMED: 'Votre commande est confirmée',
    ORDER_CANCELLED: 'Votre commande est annulée',
    REFUND_STARTED: 'Votre remboursement est en cours',
    REFUND_DONE: 'Vous êtes remboursé',
    REFUND_FAILED: 'Votre remboursement n’est pas arrivé',
    SHOW_MOVED: 'Votre spectacle a changé',
    SHOW_CANCELLED: 'Votre spectacle est annulé',
    SHOW_REFUNDED: 'Votre spectacle est annulé et remboursé',
    TICKET_REISSUED: 'Vous avez un nouveau billet',
    TICKET_GIVEN_AWAY: 'Votre billet porte un nouveau nom',
    TICKET_MOVED: 'Votre billet a une autre place',
    ORDER_LINK: 'Ouvrir votre commande',
    PAYMENT_FAILED: 'Votre paiement n’a pas abouti',
    HOLD_ENDING: 'Vos places sont encore réservées',
    SEATS_RELEASED: 'Vos places sont remises en vente',
    SHOW_PAUSED: 'Les ventes sont suspendues',
    ADDRESS_CHANGING: 'Votre commande change d’adresse',
    ADDRESS_CHANGED: 'Votre commande arrive désormais ici',
    SOLD_OUT: 'Votre spectacle est complet',
    DEAD_LETTERS: 'Un point demande votre attention',
    WEBHOOK_DISABLED: 'Un point de réception webhook a été désactivé',
    INVITATION: 'Vous êtes invité',
    SIGN_IN: 'Connexion',
  },
  body: {
    ORDER_CONFIRMED: (named) => [whereTicketsAre(named)],
    ORDER_CANCELLED: ({ isPaid, amount }) => [
      'Vos billets ne sont plus valables.',
      ...(isPaid ? [`Nous remboursons ${amount} sur la carte utilisée. Cela peut prendre quelques jours.`] : []),
    ],
    REFUND_STARTED: ({ amount, refundReason }) => [
      ...(refundReason === 'late'
        ? ['Votre paiement est arrivé alors que vos places n’étaient plus réservées : vous n’avez donc pas de billet.']
        : []),
      ...(refundReason === 'show cancelled' ? ['Le spectacle a été annulé avant l’arrivée de votre paiement.'] : []),
      `Nous remboursons ${amount} sur la carte utilisée. Cela peut prendre quelques jours.`,
    ],
    REFUND_DONE: ({ amount }) => [
      `${amount} est en route vers la carte utilisée. Votre banque l’affichera sous quelques jours.`,
    ],
    REFUND_FAILED: ({ amount }) => [
      `Votre banque n’a pas accepté le remboursement de ${amount}.`,
      'Nous vous paierons d’une autre manière. Vous n’avez rien à faire pour le moment.',
    ],
    SHOW_MOVED: ({ startedAt, fullReturnUntil }) => [
      ...(startedAt === null ? [] : [`Le spectacle était prévu : ${startedAt}. Voici ce qui est valable désormais.`]),
      fullReturnUntil === null
        ? 'Vos billets restent valables. Votre commande indique si vous pouvez les rendre.'
        : `Vos billets restent valables. Si la nouvelle date ne vous convient pas, vous pouvez les rendre dans votre commande jusqu’au ${fullReturnUntil} et être remboursé du prix entier.`,
    ],
    SHOW_CANCELLED: ({ isPaid }) => [
      'Le spectacle n’aura pas lieu. Nous en sommes désolés.',
      ...(isPaid ? ['Ouvrez votre commande pour être remboursé.'] : []),
    ],
    SHOW_REFUNDED: ({ amount, hasRefund, message }) => [
      'Le spectacle n’aura pas lieu et vos billets ne sont plus valables.',
      ...(hasRefund
        ? [
            `Nous remboursons ${amount} sur la carte utilisée. Cela peut prendre quelques jours. Vous n’avez rien à faire.`,
          ]
        : []),
      ...(message.length === 0 ? [] : ['L’organisateur écrit :', ...message]),
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
    TICKET_MOVED: ({ seatLabel, attachedCount }) => [
      `L’organisateur a déplacé votre billet vers une autre place : ${seatLabel}.`,
      'L’ancien billet ne permet plus d’entrer.',
      ...(attachedCount > 0
        ? ['Le nouveau est en pièce jointe et dans votre commande.']
        : ['Le nouveau est dans votre commande.']),
    ],
    ORDER_LINK: () => ['Vous avez demandé un nouveau lien vers votre commande. Le voici.'],
    PAYMENT_FAILED: ({ seatsUntil }) => [
      'Vous n’avez rien payé.',
      seatsUntil === null
        ? 'Vos places sont remises en vente.'
        : `Vos places sont réservées jusqu’à ${seatsUntil}. D’ici là, vous pouvez payer d’une autre manière.`,
    ],
    HOLD_ENDING: ({ seatsUntil }) => [
      `À ${seatsUntil}, vos places seront remises en vente si vous ne les achetez pas avant.`,
    ],
    SEATS_RELEASED: () => ['Le délai d’achat est écoulé et les places sont remises en vente. Vous n’avez rien payé.'],
    SHOW_PAUSED: ({ hasOrder }) =>
      hasOrder
        ? [
            'Aucun billet n’est vendu pour ce spectacle en ce moment. Les vôtres restent valables ; vous n’avez rien à faire.',
          ]
        : [
            'Aucun billet n’est vendu pour ce spectacle en ce moment. Vous pourrez acheter les places choisies à la reprise des ventes.',
          ],
    ADDRESS_CHANGING: ({ newAddress }) => [
      `Une personne qui a ouvert votre commande souhaite recevoir les messages à l’adresse ${newAddress}. Le changement a lieu maintenant que vous êtes prévenu.`,
      'Si c’était vous, vous n’avez rien à faire. Les liens des messages déjà envoyés ici ne fonctionneront plus.',
      'Si ce n’était pas vous, gardez cette adresse et faites réémettre vos billets.',
    ],
    ADDRESS_CHANGED: (named) => [
      'Les messages sur cette commande arrivent désormais à cette adresse.',
      whereTicketsAre(named),
    ],
    SOLD_OUT: ({ seatsTotal }) => [`Aucune des ${seatsTotal} places n’est plus libre.`],
    DEAD_LETTERS: ({ payments, mails }) => [
      'Le service n’a pas pu terminer seul :',
      ...(payments > 0
        ? [`${payments} ${payments === 1 ? 'paiement ou remboursement' : 'paiements ou remboursements'}`]
        : []),
      ...(mails > 0 ? [`${mails} ${mails === 1 ? 'message' : 'messages'} aux acheteurs`] : []),
      'Adressez-vous à l’exploitant du service, qui en voit le détail et peut relancer chaque opération.',
    ],
    WEBHOOK_DISABLED: ({ url, reason }) => [
      `${url} ne reçoit plus d’événements.`,
      ...(reason === '' ? [] : [`La dernière réponse : ${reason}`]),
      'Réparez le récepteur, puis réactivez le point de réception. Vous pouvez faire renvoyer ce qu’il a manqué.',
    ],
    INVITATION: ({ organization }) => [
      `${organization} vous invite à gérer des événements ensemble.`,
      'Si vous ne connaissez pas l’expéditeur, vous n’avez rien à faire.',
    ],
    SIGN_IN: () => [
      'Un lien de connexion a été demandé pour cette adresse.',
      'Si ce n’était pas vous, vous n’avez rien à faire. Ne transmettez pas ce lien.',
    ],
  },
  when: 'Quand',
  doors: 'Ouverture des portes :',
  times: 'Heures locales :',
  venue: 'Où',
  seats: 'Places',
  total: 'Total',
  order: 'Commande',
  button: {
    order: 'Ouvrir la commande',
    hold: 'Terminer l’achat',
    show: 'Ouvrir le spectacle',
    'keep address': 'Garder cette adresse',
    invitation: 'Accepter l’invitation',
    'sign in': 'Se connecter',
  },
  aboutButton: {
    order:
      'Ce lien fonctionne une fois, sur tout appareil. Ensuite, vous pourrez en recevoir un autre à cette adresse.',
    hold: 'Ouvrez-le dans le navigateur où vous avez choisi les places.',
    show: null,
    'keep address': 'Ce lien fonctionne pendant 30 jours.',
    invitation: 'Le lien fonctionne une seule fois, pendant sept jours.',
    'sign in': 'Le lien fonctionne une seule fois, pendant 15 minutes.',
  },
  choose: 'Choisir les messages que vous recevez',
  automatic: 'Ce message a été envoyé automatiquement. Les réponses ne sont pas lues.',
};
