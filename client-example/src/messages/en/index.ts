import { general } from './general';
import { programme } from './programme';
import { purchase } from './purchase';
import { queue } from './queue';
import { seatMap } from './seat-map';
import { show } from './show';

export const messages = { ...general, ...programme, ...show, ...seatMap, ...purchase, ...queue };
export type Messages = typeof messages;
