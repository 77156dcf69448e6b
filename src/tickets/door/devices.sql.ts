import { statement } from '../../platform';

/** $1 show, $2 hash of the code, $3 gate, $4 by whom, $5 until when. */
export const writePairing = statement(
  'write_door_pairing',
  `insert into door_pairing (show_id, code_hash, gate_id, created_by, expires_at)
values ($1::uuid, $2::bytea, $3::text, $4::uuid, $5::timestamptz)`,
);

/** The show of a code that can still be used, with what the device's token depends on. $1 hash of the code, $2 now. */
export const findPairing = statement(
  'find_door_pairing',
  `select p.show_id as "showId", s.starts_at as "startsAt"
  from door_pairing p
  join show s on s.id = p.show_id
 where p.code_hash = $1::bytea
   and p.device_id is null
   and p.expires_at > $2::timestamptz`,
);

/** Uses the code, once. No row where it was used or has expired. $1 show, $2 hash of the code, $3 device, $4 name, $5 now, $6 until when. */
export const pairDevice = statement(
  'pair_door_device',
  `with used as (
  update door_pairing
     set device_id = $3::uuid
   where show_id = $1::uuid
     and code_hash = $2::bytea
     and device_id is null
     and expires_at > $5::timestamptz
  returning show_id, gate_id
)
insert into door_device (show_id, id, name, gate_id, paired_at, expires_at)
select show_id, $3::uuid, $4::text, gate_id, $5::timestamptz, $6::timestamptz from used
returning gate_id as "gateId"`,
);

const columns = `d.show_id as "showId", d.id as "deviceId", d.name, d.gate_id as "gateId", d.paired_at as "pairedAt",
       d.expires_at as "expiresAt", d.unpaired_at as "unpairedAt"`;

/** $1 show, $2 device. */
export const readDevice = statement(
  'read_door_device',
  `select ${columns} from door_device d where d.show_id = $1::uuid and d.id = $2::uuid`,
);

/** The latest first. $1 show, $2 how many at most. */
export const readDevices = statement(
  'read_door_devices',
  `select ${columns} from door_device d where d.show_id = $1::uuid order by d.paired_at desc, d.id limit $2::integer`,
);

/** $1 show, $2 device, $3 now. */
export const unpairDevice = statement(
  'unpair_door_device',
  `update door_device d
   set unpaired_at = coalesce(unpaired_at, $3::timestamptz)
 where d.show_id = $1::uuid
   and d.id = $2::uuid
returning ${columns}`,
);
