import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/**
 * The condition of the guard of seats is a fifth as long. PostgreSQL reads the text of a trigger's condition again for each
 * statement that changes the table, which took a tenth of the time of a claim. The moves that most statements make are
 * still lawful by the condition alone; the others ask the function, which knows all of them.
 */
export class LightSeatGuard1763700002152 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `${functionThat(`
        if tg_op = 'UPDATE' and ${isLawful} then
          return new;
        end if;`)};
${triggerUnless(isPlain)}`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(runner, `${triggerUnless(isLawful)}; ${functionThat('')}`);
  }
}

/**
 * Lawful without a look at anything else. A status that is none of the six could look like a part of the list; a constraint
 * of the table refuses it.
 */
const isPlain = `new.show_id = old.show_id and new.seat_no = old.seat_no and new.version > old.version
  and strpos('AH AB AR AX BA BX HA HB RA RB SA SB', old.status::text || new.status::text) > 0`;

/** Every lawful change of a seat. */
const isLawful = `(new.show_id = old.show_id and new.seat_no = old.seat_no and case
  when new.version = old.version then
    new.status = old.status
    and new.hold_id is not distinct from old.hold_id
    and new.order_id is not distinct from old.order_id
    and (new.hold_expires_at is not distinct from old.hold_expires_at
         or (new.status = 'H' and new.hold_expires_at >= old.hold_expires_at))
  when new.version > old.version then
    case old.status
      when 'A' then new.status in ('H', 'B', 'R', 'X')
      when 'B' then new.status in ('A', 'X')
      when 'H' then new.status in ('A', 'B')
                    or (new.status = 'R' and new.hold_id = old.hold_id)
                    or (new.status = 'H' and new.hold_id <> old.hold_id and new.hold_expires_at > old.hold_expires_at)
      when 'R' then new.status in ('A', 'B')
                    or (new.status = 'S' and new.order_id = old.order_id)
                    or (new.status = 'H' and new.hold_id = old.hold_id)
      when 'S' then new.status in ('A', 'B')
    end
end)`;

const triggerUnless = (condition: string) => `drop trigger if exists guard_show_seat_moves on show_seat;
create trigger guard_show_seat_moves before update on show_seat for each row
  when ((${condition}) is not true) execute function refuse_show_seat()`;

const functionThat = (begins: string) => `
create or replace function refuse_show_seat() returns trigger language plpgsql as $$
      begin${begins}
        if tg_op = 'INSERT' then
          raise exception 'a seat enters the ledger available or blocked, not %', new.status using errcode = 'check_violation';
        elsif tg_op = 'DELETE' then
          raise exception 'seat % of show % is promised or sold and cannot be deleted', old.seat_no, old.show_id using errcode = 'check_violation';
        elsif new.show_id <> old.show_id or new.seat_no <> old.seat_no then
          raise exception 'a seat keeps its show and its number' using errcode = 'check_violation';
        elsif new.status = old.status and new.hold_id is not distinct from old.hold_id then
          raise exception 'seat % of show % stays %: only a later expiry may change, and the version with it not', old.seat_no, old.show_id, old.status
            using errcode = 'check_violation';
        elsif new.version <= old.version then
          raise exception 'seat % of show %: the version must grow, % is not more than %', old.seat_no, old.show_id, new.version, old.version
            using errcode = 'check_violation';
        end if;
        raise exception 'seat % of show % cannot go from % to %', old.seat_no, old.show_id, old.status, new.status using errcode = 'check_violation';
      end
      $$`;
