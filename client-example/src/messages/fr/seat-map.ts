import type { seatMap as english } from '../en/seat-map';
import type { Translation } from '../translate';

export const seatMap: Translation<typeof english> = {
  'map.label': 'Plan de salle',
};
