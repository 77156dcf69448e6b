-- Finds the entry of a buyer, with the latest snapshot, so that both belong to the same instant.
--
-- KEYS  state, numbers, admitted, places, snapshot
-- ARGV  epoch, buyer, now (ms)
-- Replies {'absent'}                             Redis has no state of this epoch
--         {'none', snapshot}                     the buyer is not queued, or the admission has ended
--         {'admitted', until (ms)}
--         {'waiting', number, place, snapshot}   place 0: not known yet
-- include: place-of.lua
local state, numbers, admitted, places, snapshot = unpack(KEYS)
local buyer = ARGV[2]
local epoch, now, phase, early_count = unpack(redis.call('HMGET', state, 'epoch', 'now', 'phase', 'earlyCount'))
if epoch ~= ARGV[1] then return { 'absent' } end
local admitted_until = tonumber(redis.call('ZSCORE', admitted, buyer))
if admitted_until and admitted_until > math.max(tonumber(ARGV[3]), tonumber(now)) then
  return { 'admitted', admitted_until }
end
local latest = redis.call('GET', snapshot) or ''
local number = tonumber(redis.call('HGET', numbers, buyer))
if admitted_until or not number then return { 'none', latest } end
return { 'waiting', number, place_of(places, phase, tonumber(early_count), number), latest }
