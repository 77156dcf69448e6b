/** Written by `npm run schema`, from the table of seat features of the service. */
export const seatFeatures = {
  'feature.STANDING': 'Stehplatz',
  'feature.AISLE': 'Am Gang',
  'feature.ACCESSIBLE': 'Rollstuhlplatz',
  'feature.COMPANION': 'Begleitung',
  'feature.OBSTRUCTED_VIEW': 'Eingeschränkte Sicht',
  'feature.HEARING_LOOP': 'Induktionsschleife',
  'feature.TRANSFER_SEAT': 'Umsetzen aus dem Rollstuhl',
  'feature.LIFT_UP_ARMREST': 'Hochklappbare Armlehne',
  'feature.NEAR_EXIT': 'Nahe am Ausgang',
};
