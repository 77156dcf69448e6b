/** The statements that read credits: payments of other orders that an order lives on. */
import { statement } from '../../platform';

/** The orders whose payments an order lives or lived on, and what is left of each credit. $1 show, $2 order. */
export const readCredits = statement(
  'read_credits',
  `select source_show_id as "showId", source_order_id as "orderId", amount_minor - spent_minor as "leftMinor"
  from order_credit
 where show_id = $1::uuid
   and order_id = $2::uuid
 order by source_order_id desc`,
);

/** Refunds of credits, for returns of an order: rows of other orders. $1 show, $2 order. */
export const readCreditReturns = statement(
  'read_credit_returns',
  `select for_return_id as "returnId", state
  from ticket_return
 where for_show_id = $1::uuid
   and for_order_id = $2::uuid
   and reason = 'credit'
 order by id`,
);
