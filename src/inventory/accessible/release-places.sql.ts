import { statement } from '../../platform';

/** Whether nobody can get or still has a promise of any other seat. $1 show, $2 the seats that are left out of it. */
export const areOthersSold = statement(
  'are_others_sold',
  `select not exists (
         select from show_seat s
           left join unnest($2::integer[]) as reserved (seat_no) using (seat_no)
          where s.show_id = $1::uuid
            and s.status in ('A', 'H', 'R')
            and reserved.seat_no is null) as is_sold`,
);
