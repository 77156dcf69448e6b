import type { CheckoutContext } from './context';

interface AdmittedBuyer {
  readonly orderId: string;
  readonly showId: string;
  readonly buyerId: string;
}

/**
 * A completed purchase ends the buyer's admission, so that the next buyer in the queue is admitted. Nothing is lost
 * while Redis is away: the admission ends when its time is over.
 */
export async function endAdmission(context: CheckoutContext, admitted: AdmittedBuyer): Promise<void> {
  const { catalog, inventory, waitingRoom, logger } = context;
  const { orderId, showId, buyerId } = admitted;
  try {
    // If these were the last seats, the queue must know before another buyer could be admitted.
    if ((await catalog.saleTermsOf(showId))?.seatsLeft === 0) await inventory.countSeatsLeft(showId);
    await waitingRoom.endAdmission(showId, buyerId);
  } catch (error) {
    logger.info({ err: error, orderId }, 'The admission could not be ended; it ends when its time is over');
  }
}

/** A buyer whose seats are held again stays admitted as long as the hold lives, so that they may choose others. */
export async function extendAdmission(
  { waitingRoom, logger }: CheckoutContext,
  { orderId, showId, buyerId }: AdmittedBuyer,
  until: Date,
): Promise<void> {
  await waitingRoom.extendAdmission(showId, buyerId, until).catch((error: unknown) => {
    logger.info({ err: error, orderId }, 'The admission could not be extended');
  });
}
