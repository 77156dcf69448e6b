import { statement } from '../../platform';

export interface TicketToExport {
  readonly ticketId: string;
  readonly seatNo: number;
  readonly generation: number;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly holderName: string | null;
  readonly issuedAt: Date;
  readonly endedAt: Date | null;
  readonly endReason: string | null;
  readonly isInside: boolean;
  readonly email: string | null;
  readonly currency: string;
  readonly priceMinor: number | null;
}

export interface ScanToExport {
  readonly scanId: string;
  readonly ticketId: string | null;
  readonly seatNo: number | null;
  readonly gateId: string;
  readonly deviceId: string;
  readonly direction: string;
  readonly result: string;
  readonly passed: boolean;
  readonly isOffline: boolean;
  readonly scannedAt: Date;
  readonly recordedAt: Date;
}

/**
 * The most that is asked for at once. PostgreSQL plans a statement before it knows its values, and takes a limit that is a value for
 * a tenth of the table: it started two parallel workers for each page, which took six times as long as reading it.
 */
const plannedForPage = (rows: string, limit: string) => `select *
  from (
${rows}
 limit 1000
) as found
 limit ${limit}`;

/** Tickets by seat, also those that are not valid any more. $1 show, $2 and $3 seat and generation of the last one, $4 how many. */
export const readTicketsToExport = statement(
  'reports_read_tickets_to_export',
  plannedForPage(
    `select t.id as "ticketId", t.seat_no as "seatNo", t.generation, t.order_id as "orderId", order_number(t.show_id, t.order_id) as "orderNumber",
       t.holder_name as "holderName", t.issued_at as "issuedAt", t.ended_at as "endedAt", t.end_reason as "endReason",
       t.is_inside as "isInside", o.email, o.currency,
       (select i.price_minor from order_item i
         where i.show_id = $1::uuid and i.order_id = t.order_id and i.seat_no = t.seat_no) as "priceMinor"
  from ticket t
  join ticket_order o on o.show_id = $1::uuid and o.id = t.order_id
 where t.show_id = $1::uuid
   and (t.seat_no, t.generation) > ($2::integer, $3::integer)
 order by t.seat_no, t.generation`,
    '$4::integer',
  ),
);

/** Scans in the order in which they were recorded. $1 show, $2 the last one, $3 how many. */
export const readScansToExport = statement(
  'reports_read_scans_to_export',
  plannedForPage(
    `select s.id::text as "scanId", s.ticket_id as "ticketId", t.seat_no as "seatNo", s.gate_id as "gateId", s.device_id as "deviceId",
       case s.direction when 'I' then 'in' else 'out' end as direction,
       case s.result when 'A' then 'accepted' when 'D' then 'already_scanned' when 'R' then 'revoked' when 'W' then 'wrong_show'
                     when 'E' then 'too_early' when 'O' then 'not_inside' else 'not_a_ticket' end as result,
       s.passed, s.is_offline as "isOffline", s.scanned_at as "scannedAt", s.recorded_at as "recordedAt"
  from ticket_scan s
  left join ticket t on t.show_id = $1::uuid and t.id = s.ticket_id
 where s.show_id = $1::uuid
   and s.id > $2::bigint
 order by s.id`,
    '$3::integer',
  ),
);
