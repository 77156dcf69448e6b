-- Marks the places of buyers who left before their place was known, a limited number in each call, and then opens the
-- queue.
--
-- KEYS  state, earlyDepartures, places, departed, departedCounts
-- ARGV  epoch, fencing token, departures at once
-- Replies 'open' when the queue is open, 'more' while departures remain, 'lost' if another process leads by now.
-- include: place-of.lua
-- include: depart.lua
local state, early_departures, places, departed, departed_counts = unpack(KEYS)
local epoch, token, phase, early_count =
  unpack(redis.call('HMGET', state, 'epoch', 'fencingToken', 'phase', 'earlyCount'))
if epoch ~= ARGV[1] or token ~= ARGV[2] or phase ~= 'shuffling' then return 'lost' end
for _, number in ipairs(redis.call('SPOP', early_departures, ARGV[3])) do
  mark_departed(departed, departed_counts, place_of(places, 'open', tonumber(early_count), tonumber(number)))
end
if redis.call('SCARD', early_departures) > 0 then return 'more' end
-- Credit for one admission, so that the first buyer is admitted by the next tick.
redis.call('HSET', state, 'phase', 'open', 'credit', 60000)
return 'open'
