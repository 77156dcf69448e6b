-- Removes a waiting buyer from the queue. Included by other scripts, after place-of.lua.
--
-- A known place gets its bit in `departed` (bit p - 1 for place p) and is counted in `departedCounts`, 16 bits for each
-- 256 places. A number whose place is not known yet goes to `earlyDepartures`, and finish-draw.lua marks its place.
local function mark_departed(departed, departed_counts, place)
  redis.call('SETBIT', departed, place - 1, 1)
  redis.call('BITFIELD', departed_counts, 'INCRBY', 'u16', '#' .. math.floor((place - 1) / 256), 1)
end

local function depart(key, phase, early_count, buyer, number)
  redis.call('HDEL', key.numbers, buyer, number)
  redis.call('ZREM', key.waiting, buyer)
  redis.call('HINCRBY', key.state, 'departedCount', 1)
  local place = place_of(key.places, phase, early_count, number)
  if place == 0 then
    redis.call('SADD', key.early_departures, number)
  else
    mark_departed(key.departed, key.departed_counts, place)
  end
end
