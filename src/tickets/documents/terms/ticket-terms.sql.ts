import { statement } from '../../../platform';

/** $1 shows. */
export const readTicketTerms = statement(
  'read_ticket_terms',
  `select show_id as "showId", terms
  from ticket_terms
 where show_id = any($1::uuid[])`,
);

/** $1 show, $2 terms. */
export const writeTicketTerms = statement(
  'write_ticket_terms',
  `insert into ticket_terms (show_id, terms)
values ($1::uuid, $2::text)
    on conflict (show_id) do update
   set terms = excluded.terms`,
);

export const removeTicketTerms = statement(
  'remove_ticket_terms',
  `delete from ticket_terms
 where show_id = $1::uuid`,
);
