/** Written by `npm run schema`, from the table of seat features of the service. */
export const seatFeatures = {
  'feature.STANDING': 'Standing',
  'feature.AISLE': 'On the aisle',
  'feature.ACCESSIBLE': 'Place for a wheelchair',
  'feature.COMPANION': 'Companion',
  'feature.OBSTRUCTED_VIEW': 'Restricted view',
  'feature.HEARING_LOOP': 'Hearing loop',
  'feature.TRANSFER_SEAT': 'Transfer from a wheelchair',
  'feature.LIFT_UP_ARMREST': 'Lift-up armrest',
  'feature.NEAR_EXIT': 'Near an exit',
};

export type SeatFeature = keyof typeof seatFeatures extends `feature.${infer Name}` ? Name : never;
