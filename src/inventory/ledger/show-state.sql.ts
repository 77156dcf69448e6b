/**
 * The state of the show, read inside the statement that moves its seats: a pause or a cancellation holds for every
 * statement that begins after it was committed, in every process.
 */

/** Whether the holder of seats may buy them or extend the hold. The same rule as `whyNotForHolder`. */
export const mayBuy = (show: string, now: string) =>
  `(${show}.cancelled_at is null and not ${show}.sales_paused and ${show}.sales_open_at <= ${now})`;

export const showStateColumns = (show: string) =>
  `${show}.sales_open_at, ${show}.sales_paused, ${show}.cancelled_at, ${show}.pause_message`;
