import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Two reasons keep a seat out of the sale, and each is known by itself: the organizer blocked it, or its price zone has
 * no price. A seat that a buyer has can be marked as blocked as well; it becomes blocked when it returns to the sale.
 */
export class SeatBlocksAndPrices1763700000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table show_seat
        add column is_blocked boolean not null default false,
        add column has_price boolean not null default true;
      comment on column show_seat.is_blocked is 'The organizer keeps it out of the sale; it may still be held, reserved or sold.';
      comment on column show_seat.has_price is 'Its price zone has a price in this show.';
      ${guardMoves(
        `
                when 'A' then new.status in ('H', 'B', 'R', 'X')
                when 'B' then new.status in ('A', 'X')
                when 'H' then
                  new.status in ('A', 'B')
                  or (new.status = 'R' and new.hold_id = old.hold_id)
                  -- Taken over by the next buyer after expiry: the new promise ends later than the old one did.
                  or (new.status = 'H' and new.hold_id <> old.hold_id and new.hold_expires_at > old.hold_expires_at)
                when 'R' then
                  new.status in ('A', 'B')
                  or (new.status = 'S' and new.order_id = old.order_id)
                  or (new.status = 'H' and new.hold_id = old.hold_id)
                when 'S' then new.status in ('A', 'B')`,
        `
              -- An extension, or a mark of the organizer: nobody who looks at the map sees a change.
              new.status = old.status
              and new.hold_id is not distinct from old.hold_id
              and new.order_id is not distinct from old.order_id
              and (new.hold_expires_at is not distinct from old.hold_expires_at
                   or (new.status = 'H' and new.hold_expires_at >= old.hold_expires_at))`,
      )}
      -- Which of the two reasons a blocked seat had is not known. Both keep it out of the sale until the organizer acts.
      update show_seat set is_blocked = true, has_price = false where status = 'B';
      alter table show_seat
        add constraint show_seat_is_sold_at_a_price check (has_price or status in ('B', 'X'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table show_seat drop constraint show_seat_is_sold_at_a_price;
      ${guardMoves(
        `
                -- Reserved at once is for a late payment, which takes its seats again.
                when 'A' then new.status in ('H', 'B', 'R', 'X')
                when 'B' then new.status in ('A', 'X')
                when 'H' then
                  new.status = 'A'
                  or (new.status = 'R' and new.hold_id = old.hold_id)
                  -- Taken over by the next buyer after expiry: the new promise ends later than the old one did.
                  or (new.status = 'H' and new.hold_id <> old.hold_id and new.hold_expires_at > old.hold_expires_at)
                when 'R' then
                  new.status = 'A'
                  or (new.status = 'S' and new.order_id = old.order_id)
                  or (new.status = 'H' and new.hold_id = old.hold_id)
                when 'S' then new.status = 'A'`,
        `
              -- An extension: nobody who looks at the map sees a change.
              new.status = 'H' and old.status = 'H' and new.hold_id = old.hold_id and new.hold_expires_at >= old.hold_expires_at`,
      )}
      alter table show_seat drop column is_blocked, drop column has_price;
    `);
  }
}

/** The trigger that lets a seat move along the lawful transitions alone. */
const guardMoves = (transitions: string, sameVersion: string) => `
      drop trigger guard_show_seat_moves on show_seat;
      create trigger guard_show_seat_moves before update on show_seat
        for each row
        when ((
          new.show_id = old.show_id and new.seat_no = old.seat_no
          and case
            when new.version = old.version then${sameVersion}
            when new.version > old.version then
              case old.status${transitions}
              end
          end) is not true)
        execute function refuse_show_seat();`;
