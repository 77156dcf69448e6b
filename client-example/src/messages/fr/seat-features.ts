/** Written by `npm run schema`, from the table of seat features of the service. */
export const seatFeatures = {
  'feature.STANDING': 'Debout',
  'feature.AISLE': 'Côté allée',
  'feature.ACCESSIBLE': 'Place pour fauteuil roulant',
  'feature.COMPANION': 'Accompagnateur',
  'feature.OBSTRUCTED_VIEW': 'Visibilité réduite',
  'feature.HEARING_LOOP': 'Boucle magnétique',
  'feature.TRANSFER_SEAT': 'Transfert depuis un fauteuil',
  'feature.LIFT_UP_ARMREST': 'Accoudoir relevable',
  'feature.NEAR_EXIT': 'Près d’une sortie',
};
