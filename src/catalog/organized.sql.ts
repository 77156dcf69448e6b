import { type Statement, statement } from '../platform';

/** The lists of something that organizers run, the latest first. */
export interface OrganizedList {
  /** $1 caller, $2 the one before which the list goes on, $3 how many. */
  readonly ofOrganizer: Statement;
  /** The same of everybody. $1 the one before which the list goes on, $2 how many. */
  readonly all: Statement;
}

/** The columns name the table by its letter. */
export const organizedList = (table: 'event' | 'venue', letter: 'e' | 'v', columns: string): OrganizedList => ({
  ofOrganizer: statement(
    `catalog_list_${table}s_of_organizer`,
    `select ${columns}
     from (select $1::uuid as id
            union
           select organization_id from organization_member where member_id = $1::uuid) as organizer
    cross join lateral (
      select * from ${table} where organizer_id = organizer.id and id < $2::uuid order by id desc limit $3) as ${letter}
    order by ${letter}.id desc
    limit $3`,
  ),
  all: statement(
    `catalog_list_all_${table}s`,
    `select ${columns} from ${table} ${letter} where ${letter}.id < $1::uuid order by ${letter}.id desc limit $2`,
  ),
});
