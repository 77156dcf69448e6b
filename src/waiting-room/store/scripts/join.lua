-- Gives a buyer a queue number, or finds the one they have: each buyer has one place, however often they join.
--
-- KEYS  state, numbers, waiting, admitted, places, snapshot
-- ARGV  epoch, buyer, now (ms), keep until (ms), opens at (ms), largest number
-- Replies {'absent'}                             Redis has no state of this epoch
--         {'full'}                               no numbers left
--         {'admitted', until (ms)}
--         {'waiting', number, place, snapshot}   place 0: not known yet; snapshot '' for a number that is new
-- include: place-of.lua
-- include: start-draw.lua
local state, numbers, waiting, admitted, places, snapshot = unpack(KEYS)
local buyer, keep_until = ARGV[2], ARGV[4]
local epoch, now, phase, early_count, last_number =
  unpack(redis.call('HMGET', state, 'epoch', 'now', 'phase', 'earlyCount', 'lastNumber'))
if epoch ~= ARGV[1] then return { 'absent' } end
now = math.max(tonumber(ARGV[3]), tonumber(now))
if phase == 'gathering' and now >= tonumber(ARGV[5]) then
  early_count = last_number
  phase = start_draw(state, tonumber(last_number))
end

local number = tonumber(redis.call('HGET', numbers, buyer))
if number then
  if redis.call('ZSCORE', waiting, buyer) then
    redis.call('ZADD', waiting, 'XX', 'GT', keep_until, buyer)
    local place = place_of(places, phase, tonumber(early_count), number)
    return { 'waiting', number, place, redis.call('GET', snapshot) or '' }
  end
  local admitted_until = tonumber(redis.call('ZSCORE', admitted, buyer))
  if admitted_until and admitted_until > now then return { 'admitted', admitted_until } end
  -- The admission has ended and no tick has removed it yet: the buyer starts again.
  redis.call('ZREM', admitted, buyer)
end

if tonumber(last_number) >= tonumber(ARGV[6]) then
  redis.call('HDEL', numbers, buyer)
  return { 'full' }
end
number = redis.call('HINCRBY', state, 'lastNumber', 1)
redis.call('HSET', numbers, buyer, number, number, buyer)
redis.call('ZADD', waiting, keep_until, buyer)
return { 'waiting', number, phase == 'gathering' and 0 or number, '' }
