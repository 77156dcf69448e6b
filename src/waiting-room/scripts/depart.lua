-- Takes a waiting ticket out of the line. Included by other scripts, after place-of.lua.
--
-- A place that is settled gets its bit in `departed` (bit p - 1 for place p) and is counted in `tally`, 16 bits for each
-- 256 places. A ticket whose place is not settled yet goes to `leavers`, from where finish-shuffle.lua fetches it.
local function mark_departed(departed, tally, place)
  redis.call('SETBIT', departed, place - 1, 1)
  redis.call('BITFIELD', tally, 'INCRBY', 'u16', '#' .. math.floor((place - 1) / 256), 1)
end

local function depart(key, phase, early, buyer, ticket)
  redis.call('HDEL', key.tickets, buyer, ticket)
  redis.call('ZREM', key.present, buyer)
  redis.call('HINCRBY', key.room, 'departed', 1)
  local place = place_of(key.places, phase, early, ticket)
  if place == 0 then
    redis.call('SADD', key.leavers, ticket)
  else
    mark_departed(key.departed, key.tally, place)
  end
end
