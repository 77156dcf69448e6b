import { type Invariant, invariant, type SqlExecutor, type Verified, verifyInvariants } from '../../platform';

const invariants: readonly Invariant[] = [
  invariant(
    'tickets_of_seats',
    'Every sold seat has one live ticket of its order',
    `show_seat where status = 'S'`,
    `select format('show %s seat %s is sold to order %s and has no live ticket of it', s.show_id, s.seat_no, s.order_id) as damage
       from show_seat s
       left join ticket t on t.show_id = s.show_id and t.seat_no = s.seat_no and t.ended_at is null and t.order_id = s.order_id
      where s.status = 'S' and t.id is null`,
  ),
  invariant(
    'seats_of_tickets',
    'Every live ticket has a seat that is sold to its order',
    'ticket where ended_at is null',
    `select format('ticket %s of show %s is live, and seat %s is not sold to its order', t.id, t.show_id, t.seat_no) as damage
       from ticket t
       left join show_seat s on s.show_id = t.show_id and s.seat_no = t.seat_no and s.status = 'S' and s.order_id = t.order_id
      where t.ended_at is null and s.show_id is null`,
  ),
  invariant(
    'ticket_generations',
    'The tickets of a seat are numbered from 1, and only the last one is live',
    'ticket',
    `select format('show %s seat %s has tickets up to number %s, %s of them, and number %s is live', show_id, seat_no,
                   max(generation), count(*), min(generation) filter (where ended_at is null)) as damage
       from ticket
      group by show_id, seat_no
     having count(*) <> max(generation) or count(*) filter (where ended_at is null) > 1
         or min(generation) filter (where ended_at is null) <> max(generation)`,
  ),
  invariant(
    'ticket_scans',
    'Every ticket with which somebody came in has a scan that let them in',
    'ticket where was_inside',
    `select format('ticket %s of show %s was inside without a scan', t.id, t.show_id) as damage
       from ticket t
      where t.was_inside
        and not exists (select from ticket_scan s
                         where s.show_id = t.show_id and s.ticket_id = t.id and s.passed and s.direction = 'I')`,
  ),
  invariant(
    'ticket_conflicts',
    'Every visitor who came in twice is a conflict that is recorded',
    'ticket_scan where passed',
    `select format('show %s: scans %s and %s let the same ticket in, and no conflict is recorded', s.show_id, s.before, s.id) as damage
       from (select show_id, id, direction, result,
                    lag(id) over of_ticket as before, lag(direction) over of_ticket as direction_before
               from ticket_scan
              where passed and ticket_id is not null
             window of_ticket as (partition by show_id, ticket_id order by scanned_at, id)) as s
      where s.direction = 'I' and s.direction_before = 'I'
        and not exists (select from door_conflict c
                         where c.show_id = s.show_id and s.id in (c.first_scan_id, c.second_scan_id))`,
  ),
  invariant(
    'ticket_lineage',
    'Every ticket of a sale behind a waiting room goes back to an admission and its queue number',
    'ticket',
    `select format('ticket %s of show %s comes from hold %s, which names no admission', t.id, t.show_id, h.id) as damage
       from waiting_room w
       join waiting_room_draw d on d.show_id = w.show_id and d.epoch = w.epoch
       join ticket t on t.show_id = w.show_id and t.ended_at is null
       join ticket_order o on o.show_id = t.show_id and o.id = t.order_id
       join seat_hold h on h.show_id = o.show_id and h.id = o.hold_id
      where w.active
        and w.when_unreachable = 'closed'
        and d.begun_at is not null
        and h.created_at > d.begun_at
        and o.request_hash <> ''
        and (h.admission is null or h.admission ->> 'queueNumber' is null)`,
  ),
];

/** Checks the tickets against seats, scans, conflicts and admissions. Slow on a large database; it only reads. */
export const verifyTickets = (database: SqlExecutor): Promise<Verified[]> => verifyInvariants(database, invariants);
