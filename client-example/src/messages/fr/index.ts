import type { Messages } from '../en';
import type { Translation } from '../translate';
import { choosing } from './choosing';
import { door } from './door';
import { general } from './general';
import { organizer } from './organizer';
import { organizerDoor } from './organizer-door';
import { organizerHistory } from './organizer-history';
import { organizerSale } from './organizer-sale';
import { organizerWebhooks } from './organizer-webhooks';
import { planning } from './planning';
import { programme } from './programme';
import { purchase } from './purchase';
import { queue } from './queue';
import { refusals } from './refusals';
import { seatFeatures } from './seat-features';
import { seatMap } from './seat-map';
import { show } from './show';
import { tickets } from './tickets';

export const messages: Translation<Messages> = {
  ...general,
  ...programme,
  ...show,
  ...choosing,
  ...seatMap,
  ...purchase,
  ...queue,
  ...tickets,
  ...door,
  ...organizer,
  ...organizerHistory,
  ...organizerDoor,
  ...organizerWebhooks,
  ...planning,
  ...organizerSale,
  ...refusals,
  ...seatFeatures,
};
