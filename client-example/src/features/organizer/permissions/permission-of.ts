import type { ResultOf } from '../../../api/graphql';
import type { organizationQuery } from '../organization/operations';
import type { organizerShowQuery } from '../show/operations';

/** As the API reports it, for the caller and this show or organization. */
export type Permission =
  | NonNullable<ResultOf<typeof organizerShowQuery>['show']>['viewerPermissions'][number]
  | NonNullable<ResultOf<typeof organizationQuery>['organization']>['viewerPermissions'][number];

/**
 * What each field of the API needs that these pages ask for: whoever may not, does not see the control. A test compares the
 * list with the rules that the API is tested by, and with the operations of these pages.
 */
export const permissionOf = {
  blockSeats: 'MANAGE',
  unblockSeats: 'MANAGE',
  createEvent: 'MANAGE',
  updateEvent: 'MANAGE',
  createVenue: 'MANAGE',
  updateVenue: 'MANAGE',
  createShowDraft: 'MANAGE',
  updateShowDraft: 'MANAGE',
  deleteShowDraft: 'MANAGE',
  publishShow: 'MANAGE',
  publishShows: 'MANAGE',
  cloneShow: 'MANAGE',
  repeatShow: 'MANAGE',
  datesOfPattern: 'MANAGE',
  cancelOrder: 'MANAGE',
  pauseSale: 'MANAGE',
  resumeSale: 'MANAGE',
  priceChanges: 'MANAGE',
  schedulePriceChange: 'MANAGE',
  cancelPriceChange: 'MANAGE',
  updateShow: 'MANAGE',
  waitingRoom: 'MANAGE',
  configureWaitingRoom: 'MANAGE',
  letBuyersIn: 'MANAGE',
  cancelShow: 'MANAGE',
  refundShow: 'MANAGE',
  refundShowQuote: 'MANAGE',
  refundRun: 'MANAGE',
  stopRefundRun: 'MANAGE',
  continueRefundRun: 'MANAGE',
  orders: 'SELL',
  showOrder: 'SELL',
  giveSeats: 'SELL',
  sellAtDesk: 'SELL',
  createExport: 'SELL',
  salesFigures: 'FIGURES',
  salesPace: 'FIGURES',
  salesChanged: 'FIGURES',
  salesPaceChanged: 'FIGURES',
  seatBlocks: 'FIGURES',
  seatHistory: 'FIGURES',
  admission: 'SCAN',
  doorScans: 'SCAN',
  revokedTickets: 'SCAN',
  doorAlarms: 'SCAN',
  doorConflicts: 'SCAN',
  doorChanged: 'SCAN',
  doorDevices: 'SCAN',
  createDoorPairing: 'SCAN',
  unpairDoorDevice: 'SCAN',
  webhookEndpoints: 'MANAGE',
  webhookDeliveries: 'MANAGE',
  createWebhookEndpoint: 'MANAGE',
  updateWebhookEndpoint: 'MANAGE',
  rotateWebhookSecret: 'MANAGE',
  deleteWebhookEndpoint: 'MANAGE',
  sendTestWebhook: 'MANAGE',
  replayWebhookEvents: 'MANAGE',
  members: 'MANAGE',
  invitations: 'MANAGE',
  audit: 'MANAGE',
  inviteMember: 'CHANGE_MEMBERS',
  revokeInvitation: 'CHANGE_MEMBERS',
  changeMember: 'CHANGE_MEMBERS',
  removeMember: 'CHANGE_MEMBERS',
} as const satisfies Record<string, Permission>;

export type Guarded = keyof typeof permissionOf;
