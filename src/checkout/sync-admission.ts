import type { CheckoutContext } from './context';

interface Visit {
  readonly orderId: string;
  readonly showId: string;
  readonly buyerId: string;
}

/**
 * A purchase that is done ends the buyer's visit to the shop, and whoever waits comes in instead. Where Redis is away
 * nothing is lost: the visit ends by its time.
 */
export async function endAdmission(context: CheckoutContext, { orderId, showId, buyerId }: Visit): Promise<void> {
  const { catalog, inventory, waitingRoom, logger } = context;
  try {
    // Where these may have been the last seats, those who wait hear so before there is room for one of them to come in.
    if ((await catalog.saleTermsOf(showId))?.seatsLeft === 0) await inventory.countSeatsLeft(showId);
    await waitingRoom.endAdmission(showId, buyerId);
  } catch (error) {
    logger.info({ err: error, orderId }, 'The visit to the shop could not be ended; its time will');
  }
}

/** Seats that are held again keep the buyer in the shop as long as the hold lives, so that they may choose others. */
export async function extendAdmission(
  { waitingRoom, logger }: CheckoutContext,
  visit: Visit,
  until: Date,
): Promise<void> {
  const { orderId, showId, buyerId } = visit;
  await waitingRoom.extendAdmission(showId, buyerId, until).catch((error: unknown) => {
    logger.info({ err: error, orderId }, 'The visit to the shop could not be prolonged');
  });
}
