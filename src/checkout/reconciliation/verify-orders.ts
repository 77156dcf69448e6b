import { type Invariant, invariant, type SqlExecutor, type Verified, verifyInvariants } from '../../platform';

const invariants: readonly Invariant[] = [
  invariant(
    'order_totals',
    'The total of an order is the sum of its items',
    'ticket_order',
    `select format('order %s charges %s', o.id, o.total_minor) as damage
       from ticket_order o
      where o.total_minor <> (select coalesce(sum(price_minor), 0) from order_item where order_id = o.id)`,
  ),
  invariant(
    'order_items',
    'Every order that has seats has items that are live but for those that were returned, and no other order has',
    'order_item',
    `select format('order %s (%s) seat %s', o.id, o.status, i.seat_no) as damage
       from order_item i join ticket_order o on o.id = i.order_id
      where i.is_live <> (o.status in ('P', 'C') and i.return_id is null)`,
  ),
  invariant(
    'sold_seats',
    'Every sold seat is in a confirmed order, and every reserved one in a pending one',
    `show_seat where status in ('R', 'S')`,
    `select format('show %s seat %s (%s) has no order for it', s.show_id, s.seat_no, s.status) as damage
       from show_seat s
       left join order_item i on i.order_id = s.order_id and i.show_id = s.show_id and i.seat_no = s.seat_no and i.is_live
       left join ticket_order o on o.id = i.order_id and o.status = case s.status when 'S' then 'C'::"char" else 'P'::"char" end
      where s.status in ('R', 'S') and o.id is null`,
  ),
  invariant(
    'order_seats',
    'Every seat of a confirmed order is sold to it, of a pending one reserved for it',
    'order_item where is_live',
    `select format('order %s (%s) lacks seat %s of show %s', o.id, o.status, i.seat_no, i.show_id) as damage
       from order_item i
       join ticket_order o on o.id = i.order_id
       left join show_seat s on s.show_id = i.show_id and s.seat_no = i.seat_no and s.order_id = o.id
        and s.status = case o.status when 'C' then 'S'::"char" else 'R'::"char" end
      where i.is_live and s.show_id is null`,
  ),
  invariant(
    'order_payments',
    'Every confirmed order that costs something is paid, and every pending one has an open payment',
    `ticket_order where status in ('P', 'C') and total_minor > credit_minor`,
    `select format('order %s (%s) has a payment %s', o.id, o.status, coalesce(p.state, 'of no kind')) as damage
       from ticket_order o
       left join payment p on p.order_id = o.id
      where o.status in ('P', 'C') and o.total_minor > o.credit_minor
        and case o.status
              when 'C' then p.state is distinct from 'succeeded'
              else p.state is null or p.state not in ('new', 'charging', 'action_required')
                or (p.check_at is null and p.dead_letter_reason is null) end`,
  ),
  invariant(
    'payment_amounts',
    'Every payment is for the total of its order less what other tickets pay, and every refund for its payment less what was kept',
    'payment',
    `select format('order %s: total %s, payment %s, refund %s', o.id, o.total_minor, p.amount_minor, r.amount_minor) as damage
       from payment p join ticket_order o on o.id = p.order_id left join refund r on r.order_id = o.id
      where p.amount_minor <> o.total_minor - o.credit_minor or p.currency <> o.currency
         or r.amount_minor <> p.amount_minor - p.kept_minor or r.currency <> p.currency`,
  ),
  invariant(
    'refunds',
    'Every paid order without seats has a refund or returns that are paid, and no other order has a refund',
    `payment where state = 'succeeded'`,
    `select format('order %s (%s) is paid, refund %s', o.id, o.status, coalesce(r.state, 'of no kind')) as damage
       from ticket_order o
       join payment p on p.order_id = o.id and p.state = 'succeeded'
       left join refund r on r.order_id = o.id
      where case o.status
              when 'C' then r.order_id is not null
              when 'X' then r.order_id is null and not exists (select from ticket_return where show_id = o.show_id and order_id = o.id)
              when 'R' then r.state is distinct from 'succeeded'
                and not (r.order_id is null and 'succeeded' = all (select state from ticket_return where show_id = o.show_id and order_id = o.id)
                         and exists (select from ticket_return where show_id = o.show_id and order_id = o.id))
              else true end
      union all
     select format('order %s (%s) is refunded and was never paid', o.id, o.status)
       from refund r join payment p using (order_id) join ticket_order o on o.id = r.order_id
      where p.state <> 'succeeded'`,
  ),
  invariant(
    'returned_money',
    'A refunded order has had all that it owed returned, and no order more than was paid or than it owes',
    'provider_refund',
    `select format('order %s (%s) paid %s, of which %s was returned', o.id, o.status, p.amount_minor, r.returned) as damage
       from (select order_id, sum(amount_minor) filter (where state <> 'failed') as returned,
                    sum(amount_minor) filter (where state = 'succeeded') as succeeded,
                    sum(amount_minor) filter (where state <> 'failed' and is_ours) as ours
               from provider_refund group by order_id) as r
       join payment p using (order_id)
       join ticket_order o on o.id = r.order_id
      where coalesce(r.returned, 0) > p.amount_minor
         or coalesce(r.ours, 0) > p.returned_minor
         or (o.status = 'R' and coalesce(r.succeeded, 0) < p.returned_minor)
         or (o.status = 'C' and coalesce(r.returned, 0) = p.amount_minor and p.check_at is null and o.credit_minor = 0 and p.credited_minor = 0)`,
  ),
  invariant(
    'desk',
    "The payments that were taken at the desk, and what went back of them, are in the desk's own ledger",
    `payment where reference like 'desk\\_%'`,
    `select format('order %s: the desk took %s and returned %s, recorded are %s and %s', coalesce(d.order_id, p.order_id),
              coalesce(d.taken, 0), coalesce(d.returned, 0), coalesce(p.amount_minor, 0), coalesce(r.returned, 0)) as damage
       from (select show_id, order_id, sum(amount_minor) filter (where kind = 'taken') as taken,
                    coalesce(sum(amount_minor) filter (where kind = 'returned'), 0) as returned
               from desk_entry group by show_id, order_id) as d
       full join (select * from payment where reference like 'desk\\_%') as p
         on p.show_id = d.show_id and p.order_id = d.order_id and p.state = 'succeeded'
      cross join lateral (
        select coalesce(sum(amount_minor) filter (where state = 'succeeded'), 0) as returned
          from provider_refund where show_id = p.show_id and order_id = p.order_id) as r
      where coalesce(d.taken, 0) <> coalesce(p.amount_minor, 0) or coalesce(d.returned, 0) < r.returned`,
  ),
  invariant(
    'returns',
    'The sums of a return are those of its items, and every payment counts what goes back of it',
    'ticket_return',
    `select format('return %s of order %s returns %s and keeps %s', t.id, t.order_id, t.returned_minor, t.kept_minor) as damage
       from ticket_return t
      where t.reason <> 'credit'
        and t.returned_minor + t.kept_minor + t.moved_minor + t.credit_returned_minor + t.credit_kept_minor + t.credit_moved_minor
            is distinct from (
              select sum(price_minor) from order_item where show_id = t.show_id and order_id = t.order_id and return_id = t.id)
      union all
     select format('the payment of order %s counts %s returned and %s kept', p.order_id, p.returned_minor, p.kept_minor)
       from payment p
       left join refund r on r.show_id = p.show_id and r.order_id = p.order_id
      cross join lateral (
        select coalesce(sum(returned_minor), 0) as returned, coalesce(sum(kept_minor), 0) as kept
          from ticket_return where show_id = p.show_id and order_id = p.order_id) as sums
      where p.returned_minor <> coalesce(r.amount_minor, sums.returned) or p.kept_minor <> sums.kept`,
  ),
  invariant(
    'credits',
    'Every order that was exchanged for has the credits that it names, and every payment counts those that are left of it',
    'order_credit',
    `select format('order %s (%s) is paid by %s of credits, of which %s are recorded', o.id, o.status, o.credit_minor, c.amount) as damage
       from ticket_order o
      cross join lateral (
        select coalesce(sum(amount_minor), 0) as amount from order_credit where show_id = o.show_id and order_id = o.id) as c
      where o.exchange_id is not null
        and c.amount <> case when exists (
              select from ticket_return where for_show_id = o.show_id and for_order_id = o.id and reason = 'exchanged')
            then o.credit_minor else 0 end
      union all
     select format('the payment of order %s counts %s of credits, of which %s are left', p.order_id, p.credited_minor, c.amount_left)
       from payment p
      cross join lateral (
        select coalesce(sum(amount_minor - spent_minor), 0) as amount_left
          from order_credit where source_show_id = p.show_id and source_order_id = p.order_id) as c
      where p.credited_minor <> c.amount_left
      union all
     select format('order %s and its exchange disagree whether old and new changed places', o.id)
       from ticket_order o
       join exchange_quote q on q.show_id = o.exchange_show_id and q.id = o.exchange_id
      where (o.status = 'C' or exists (
              select from ticket_return where for_show_id = o.show_id and for_order_id = o.id and reason = 'exchanged'))
        and not exists (select from ticket_return where show_id = q.show_id and id = q.id and reason = 'exchanged')`,
  ),
  invariant(
    'refund_runs',
    'No order is in a run twice, and nothing waits for a run that is done',
    'ticket_return where run_id is not null',
    `select format('order %s is %s times in run %s', order_id, count(*), run_id) as damage
       from ticket_return where run_id is not null group by run_id, order_id having count(*) > 1
      union all
     select format('return %s of order %s waits for run %s, which is done', t.id, t.order_id, r.id)
       from ticket_return t join refund_run r on r.show_id = t.show_id and r.id = t.run_id
      where r.state = 'done' and t.state = 'wanted' and t.dead_letter_reason is null and t.checks = 0
        and t.check_at > r.finished_at + interval '1 day'`,
  ),
  invariant(
    'open_payments',
    'Everything that is open is due at some time',
    'payment',
    `select format('the payment of order %s (%s) is open and never due', order_id, state) as damage
       from payment
      where state in ('new', 'charging', 'action_required') and check_at is null and dead_letter_reason is null
      union all
     select format('the refund of order %s (%s) is open and never due', order_id, state)
       from refund
      where state in ('wanted', 'pending') and check_at is null and dead_letter_reason is null
      union all
     select format('the return %s of order %s (%s) is open and never due', id, order_id, state)
       from ticket_return
      where state in ('wanted', 'pending') and check_at is null and dead_letter_reason is null`,
  ),
  invariant(
    'dead_letters',
    'Nothing waits for an operator',
    'payment',
    `select format('order %s: %s', order_id, dead_letter_reason) as damage
       from (select order_id, dead_letter_reason from payment union select order_id, dead_letter_reason from refund
             union select order_id, dead_letter_reason from ticket_return) as dead
      where dead_letter_reason is not null`,
  ),
];

/** Checks seats, orders, payments and refunds against each other over the whole database. It only reads. */
export const verifyOrders = (database: SqlExecutor): Promise<Verified[]> => verifyInvariants(database, invariants);
