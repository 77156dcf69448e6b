import { randomUUID } from 'node:crypto';
import type { CallerName, World } from './authorization-world';

/**
 * What a caller gets: the field's work is done or refused for another reason (`PASSED`), an error, or an answer as if there
 * was nothing (`HIDDEN`): null, a refusal such as `OrderNotFound`, or BAD_USER_INPUT about an unknown id.
 */
export type Answer = 'PASSED' | 'FORBIDDEN' | 'UNAUTHENTICATED' | 'HIDDEN';

/** Who gets what. The callers that a rule does not name get what it says of the others. */
export interface Rule {
  readonly passes: readonly CallerName[];
  readonly others: Answer;
  /** Where they differ from the others. */
  readonly buyers?: Answer;
  readonly device?: Answer;
  readonly anonymous?: Answer;
  readonly members?: Answer;
}

const ALL: readonly CallerName[] = [
  ...(['ANONYMOUS', 'buyer', 'theBuyer', 'device', 'stranger', 'organizer'] as const),
  ...(['SCANNER', 'FIGURES', 'BOX_OFFICE', 'MANAGER', 'OWNER', 'admin'] as const),
];
const MANAGE: readonly CallerName[] = ['MANAGER', 'OWNER', 'admin'];
const SELL: readonly CallerName[] = ['BOX_OFFICE', ...MANAGE];
const FIGURES: readonly CallerName[] = ['FIGURES', ...SELL];
const SCAN: readonly CallerName[] = ['SCANNER', ...MANAGE];

const open: Rule = { passes: ALL, others: 'PASSED' };
const withToken: Rule = { passes: ALL.slice(1), others: 'UNAUTHENTICATED' };
/** Of a show of the organization: everybody else is told that they may not. */
const ofShow = (passes: readonly CallerName[]): Rule => ({ passes, others: 'FORBIDDEN', anonymous: 'UNAUTHENTICATED' });
const manage = ofShow(MANAGE);
/** What is somebody's own: nobody else learns that it is there. */
const own = (passes: readonly CallerName[]): Rule => ({ passes, others: 'HIDDEN', anonymous: 'UNAUTHENTICATED' });
/** By an id behind which somebody may see that there is something. */
const ofOrganization = (passes: readonly CallerName[], members: Answer): Rule => ({
  ...{ passes, members, others: 'HIDDEN' },
  ...{ buyers: 'FORBIDDEN', device: 'FORBIDDEN', anonymous: 'UNAUTHENTICATED' },
});
const ofDraft = ofOrganization(MANAGE, 'FORBIDDEN');
/** For organizers about themselves. */
const organizers: Rule = {
  passes: ['stranger', 'organizer', 'OWNER', 'admin'],
  others: 'FORBIDDEN',
  anonymous: 'UNAUTHENTICATED',
};
const admins: Rule = ofShow(['admin']);

/** How to ask, where the names of the arguments do not say it, and whether the audit must have it. */
interface Tried {
  readonly rule: Rule;
  readonly input?: (world: World) => Record<string, unknown>;
  readonly isAudited?: true;
  readonly needsRun?: true;
}

const soon = () => new Date(Date.now() + 40 * 86_400_000).toISOString();

export const mutationRules: Readonly<Record<string, Tried>> = {
  acceptInvitation: { rule: open },
  blockSeats: {
    rule: manage,
    isAudited: true,
    input: ({ showId, freeSeatId }) => ({ showId, seats: { seatIds: [freeSeatId] }, kind: 'HOUSE' }),
  },
  cancelOrder: { rule: own(['theBuyer', ...MANAGE]) },
  // A change that there is not.
  cancelShow: { rule: manage, isAudited: true },
  changeMember: {
    rule: ofOrganization(['OWNER', 'admin'], 'FORBIDDEN'),
    isAudited: true,
    input: ({ memberId }) => ({ memberId, role: 'FIGURES' }),
  },
  cancelPriceChange: { rule: manage, isAudited: true, input: ({ showId, changeId }) => ({ showId, changeId }) },
  cloneShow: { rule: ofDraft, isAudited: true, input: ({ draftId }) => ({ showId: draftId }) },
  commitExchange: { rule: withToken },
  commitReturn: { rule: withToken },
  configureWaitingRoom: { rule: manage, isAudited: true, input: ({ showId }) => ({ showId, shopSize: 10 }) },
  continueRefundRun: { rule: { ...own(MANAGE), buyers: 'FORBIDDEN', device: 'FORBIDDEN' }, needsRun: true },
  createDoorPairing: { rule: ofShow(SCAN), isAudited: true },
  createEvent: {
    rule: ofOrganization(MANAGE, 'FORBIDDEN'),
    isAudited: true,
    input: ({ organizationId }) => ({ name: 'Der Sturm', category: 'Theater', organizationId }),
  },
  createExport: { rule: ofShow(SELL), isAudited: true, input: ({ showId }) => ({ showId, kind: 'ORDERS' }) },
  createGuestSession: { rule: open },
  createOrganization: { rule: organizers },
  createShow: {
    rule: manage,
    isAudited: true,
    input: ({ eventId, venueId }) => ({
      ...{ eventId, venueId, startsAt: soon(), salesOpenAt: new Date().toISOString(), currency: 'EUR' },
      priceTiers: [{ zone: 'A', name: 'Full', amountMinor: 3000 }],
    }),
  },
  createShowDraft: { rule: manage, isAudited: true },
  createVenue: {
    rule: ofOrganization(MANAGE, 'FORBIDDEN'),
    isAudited: true,
    input: ({ organizationId }) => ({
      ...{ name: 'Bühne', city: 'Graz', countryCode: 'AT', timeZone: 'Europe/Vienna', capacity: 20, organizationId },
    }),
  },
  createWebhookEndpoint: {
    rule: ofOrganization(MANAGE, 'FORBIDDEN'),
    isAudited: true,
    input: ({ organizationId }) => ({ url: 'http://127.0.0.1:9/x', organizationId }),
  },
  deleteShowDraft: { rule: ofDraft, isAudited: true },
  deleteWebhookEndpoint: { rule: ofOrganization(MANAGE, 'HIDDEN'), isAudited: true },
  extendHold: { rule: own(['theBuyer']) },
  giveSeats: {
    rule: ofShow(SELL),
    isAudited: true,
    input: ({ showId, freeSeatId }) => ({
      ...{ showId, seatIds: [freeSeatId], guestName: 'Ada', reason: 'Press', idempotencyKey: randomUUID() },
    }),
  },
  holdBestSeats: { rule: withToken },
  // The show has no such section.
  holdPlaces: { rule: own([]) },
  holdSeats: {
    rule: withToken,
    input: ({ showId, freeSeatId }) => ({ showId, seatIds: [freeSeatId], idempotencyKey: randomUUID() }),
  },
  inviteMember: {
    rule: ofOrganization(['OWNER', 'admin'], 'FORBIDDEN'),
    isAudited: true,
    input: ({ organizationId }) => ({ organizationId, role: 'FIGURES' }),
  },
  joinQueue: { rule: withToken },
  leaveQueue: { rule: withToken },
  letBuyersIn: { rule: manage, isAudited: true },
  moveTicket: {
    rule: ofShow(SELL),
    isAudited: true,
    input: ({ ticketId, freeSeatId }) => ({ ticketId, seatId: freeSeatId, idempotencyKey: randomUUID() }),
  },
  openOrder: { rule: open },
  pairDoorDevice: { rule: open },
  pauseSale: { rule: manage, isAudited: true },
  publishShow: { rule: ofDraft },
  publishShows: { rule: ofDraft, input: ({ draftId }) => ({ draftIds: [draftId] }) },
  purchase: {
    rule: own(['theBuyer']),
    input: ({ holdId }) => ({ holdId, paymentMethod: 'pm_card_visa', idempotencyKey: randomUUID() }),
  },
  quoteExchange: {
    rule: own(['theBuyer']),
    input: ({ orderId, ticketId, freeSeatId }) => ({ orderId, ticketIds: [ticketId], seatIds: [freeSeatId] }),
  },
  quoteReturn: { rule: own(['theBuyer', ...MANAGE]) },
  refundShow: { rule: manage, needsRun: true },
  refundShowQuote: { rule: manage },
  reissueTicket: { rule: own(['theBuyer', ...SELL]) },
  releaseHold: { rule: own(['theBuyer']) },
  remindOfHold: { rule: own(['theBuyer']), input: ({ holdId }) => ({ holdId, email: 'ada@mail.example' }) },
  removeMember: { rule: ofOrganization(['OWNER', 'admin'], 'FORBIDDEN'), isAudited: true },
  repeatShow: {
    rule: manage,
    isAudited: true,
    input: ({ showId }) => ({
      showId,
      pattern: { from: '2027-01-01', until: '2027-01-10', weekdays: ['MONDAY'], times: ['20:00'] },
      idempotencyKey: randomUUID(),
    }),
  },
  replayDeadLetters: { rule: admins },
  replayWebhookEvents: {
    rule: ofOrganization(MANAGE, 'HIDDEN'),
    input: ({ endpointId }) => ({ endpointId, since: new Date().toISOString() }),
  },
  requestSignIn: { rule: open },
  resumePurchase: { rule: own(['theBuyer']) },
  resumeSale: { rule: manage },
  revokeAdmission: { rule: manage, isAudited: true },
  revokeInvitation: { rule: ofOrganization(['OWNER', 'admin'], 'FORBIDDEN'), isAudited: true },
  rotateWebhookSecret: { rule: ofOrganization(MANAGE, 'HIDDEN'), isAudited: true },
  scanTicket: { rule: ofShow([...SCAN, 'device']) },
  scanTickets: { rule: ofShow(SCAN) },
  schedulePriceChange: {
    rule: manage,
    isAudited: true,
    input: ({ showId, zone }) => ({ showId, at: soon(), prices: [{ zone, amountMinor: 3000 }] }),
  },
  sellAtDesk: {
    rule: ofShow(SELL),
    isAudited: true,
    input: ({ showId, freeSeatId }) => ({
      ...{ showId, seatIds: [freeSeatId], payment: 'CASH', idempotencyKey: randomUUID() },
    }),
  },
  sendOrderLink: { rule: open },
  sendTestWebhook: { rule: ofOrganization(MANAGE, 'HIDDEN') },
  setOrganizerContact: {
    rule: ofOrganization(MANAGE, 'FORBIDDEN'),
    isAudited: true,
    input: ({ organizationId }) => ({ email: 'team@mail.example', organizationId }),
  },
  setSeatBlocks: { rule: manage, input: ({ freeSeatId }) => ({ seatIds: [freeSeatId], blocked: true }) },
  setSeatMap: { rule: manage },
  setSeatsBlocked: { rule: manage, input: ({ freeSeatId }) => ({ seatIds: [freeSeatId], blocked: true }) },
  setTicketTerms: { rule: manage, isAudited: true },
  signIn: { rule: open },
  stopRefundRun: { rule: { ...own(MANAGE), buyers: 'FORBIDDEN', device: 'FORBIDDEN' }, needsRun: true },
  unblockSeats: {
    rule: manage,
    isAudited: true,
    input: ({ showId, freeSeatId }) => ({ showId, seats: { seatIds: [freeSeatId] } }),
  },
  unpairDoorDevice: { rule: ofShow(SCAN), isAudited: true },
  updateContact: { rule: own(['theBuyer']) },
  updateEvent: {
    rule: manage,
    isAudited: true,
    input: ({ eventId }) => ({ eventId, name: `Der Sturm ${randomUUID()}` }),
  },
  updateNotificationPreferences: { rule: withToken },
  updateShow: { rule: manage, isAudited: true, input: ({ showId }) => ({ showId, holdSeconds: 123 }) },
  updateShowDraft: {
    rule: ofDraft,
    isAudited: true,
    input: ({ draftId }) => ({ draftId, terms: { holdSeconds: 123 } }),
  },
  updateVenue: { rule: manage, isAudited: true, input: ({ venueId }) => ({ venueId, name: `Bühne ${randomUUID()}` }) },
  updateWebhookEndpoint: {
    rule: ofOrganization(MANAGE, 'HIDDEN'),
    isAudited: true,
    input: ({ endpointId }) => ({ endpointId, description: 'Ours' }),
  },
};

const MEMBERS: readonly CallerName[] = ['SCANNER', 'FIGURES', 'BOX_OFFICE', ...MANAGE];
const seen = (passes: readonly CallerName[]): Rule => ({ passes, others: 'HIDDEN' });

export const queryRules: Readonly<Record<string, Tried>> = {
  datesOfPattern: {
    rule: manage,
    input: ({ showId }) => ({
      showId,
      pattern: { from: '2027-01-01', until: '2027-01-10', weekdays: ['MONDAY'], times: ['20:00'] },
    }),
  },
  admission: { rule: ofShow(SCAN) },
  doorScans: { rule: ofShow(SCAN) },
  revokedTickets: { rule: ofShow(SCAN) },
  deadLetters: { rule: admins },
  doorAlarms: { rule: ofShow(SCAN) },
  doorBundle: { rule: ofShow(SCAN) },
  doorConflicts: { rule: ofShow(SCAN) },
  doorDevices: { rule: ofShow(SCAN) },
  doorTickets: { rule: ofShow(SCAN), input: ({ showId }) => ({ showId, name: 'ada' }) },
  event: { rule: open, input: ({ eventId }) => ({ id: eventId }) },
  events: { rule: open },
  hold: { rule: seen(['theBuyer']), input: ({ holdId }) => ({ id: holdId }) },
  node: { rule: open, input: ({ showId }) => ({ id: showId }) },
  order: { rule: seen(['theBuyer']), input: ({ orderId }) => ({ id: orderId }) },
  organization: {
    rule: seen(['SCANNER', 'FIGURES', 'BOX_OFFICE', 'MANAGER', 'OWNER', 'admin']),
    input: ({ organizationId }) => ({ id: organizationId }),
  },
  organizedEvents: { rule: ofShow([...ALL.slice(ALL.indexOf('stranger'))]) },
  organizedShows: { rule: ofShow([...ALL.slice(ALL.indexOf('stranger'))]) },
  organizedVenues: { rule: ofShow([...ALL.slice(ALL.indexOf('stranger'))]) },
  organizerEvents: {
    rule: ofOrganization(MANAGE, 'FORBIDDEN'),
    input: ({ organizationId }) => ({ organizationId }),
  },
  priceChanges: { rule: manage },
  refundRun: { rule: seen(MANAGE), needsRun: true, input: ({ runId }) => ({ id: runId }) },
  seatBlocks: { rule: ofShow(FIGURES) },
  seatHistory: { rule: ofShow(FIGURES) },
  serverTime: { rule: open },
  show: { rule: open, input: ({ showId }) => ({ id: showId }) },
  showOrder: { rule: seen(SELL), input: ({ orderId }) => ({ id: orderId }) },
  showDraft: { rule: seen(MEMBERS), input: ({ draftId }) => ({ id: draftId }) },
  showDrafts: { rule: ofShow(['stranger', 'organizer', ...MEMBERS]) },
  suggest: { rule: open, input: () => ({ text: 'sturm' }) },
  ticket: { rule: seen(['theBuyer', ...SELL]), input: ({ ticketId }) => ({ id: ticketId }) },
  viewer: { rule: seen(ALL.slice(1)) },
  webhookDeliveries: { rule: ofOrganization(MANAGE, 'HIDDEN') },
  webhookEndpoints: {
    rule: ofOrganization(MANAGE, 'FORBIDDEN'),
    input: ({ organizationId }) => ({ organizationId }),
  },
};

export const subscriptionRules: Readonly<Record<string, Tried>> = {
  doorChanged: { rule: ofShow(SCAN) },
  holdChanged: { rule: seen(['theBuyer']) },
  orderChanged: { rule: seen(['theBuyer']) },
  queuePosition: { rule: withToken },
  refundRun: { rule: { ...own(MANAGE), anonymous: 'HIDDEN' }, needsRun: true, input: ({ runId }) => ({ id: runId }) },
  salesChanged: { rule: ofShow(FIGURES) },
  salesPaceChanged: { rule: ofShow(FIGURES) },
  seatStatusChanged: { rule: open },
  showChanged: { rule: open },
};

/** Types of which some fields are for some callers alone: each of their fields has a rule, or is for all who have the object. */
export const guardedTypes: Readonly<
  Record<string, { readonly id: string; readonly guarded: Readonly<Record<string, Rule>>; readonly open: string }>
> = {
  Show: {
    id: 'showId',
    guarded: {
      ...{
        salesFigures: seen(FIGURES),
        salesPace: seen(FIGURES),
        issuedTickets: seen(SELL),
        recordedScans: seen(FIGURES),
        orders: seen(SELL),
        waitingRoom: seen(MANAGE),
      },
      refundRun: seen(MANAGE),
    },
    open: `accessibleReleaseAt accessibleReleaseWhenSoldOut accessibleReleasedAt allowsReentry allowsSingleAtAisle availability
      availableCount doorsAt event exchangeRule fullReturnUntil holdSeconds id inventoryProof pauseMessage priceMax priceMin priceTiers
      queueDraws refundUntil returnFee returnSteps salesCloseAt salesOpenAt salesPaused seat seatMap seats seatsPerBuyerMax sections
      singleSeatRule startsAt status ticketTerms ticketsVisibleFrom venue viewerPermissions
      waitingRoomActive`,
  },
  Venue: {
    id: 'venueId',
    guarded: { seatMaps: seen(MEMBERS) },
    open: 'address capacity city countryCode id latitude longitude name timeZone viewerPermissions',
  },
  Organization: {
    id: 'organizationId',
    guarded: { members: seen(MANAGE), invitations: seen(MANAGE), audit: seen(MANAGE) },
    open: 'id name createdAt role viewerPermissions',
  },
};
