-- Gives a buyer a ticket, or finds the one they have: one place for each buyer, however often they ask.
--
-- KEYS  room, tickets, present, inside, places, beat
-- ARGV  epoch, buyer, now (ms), keep until (ms), opens at (ms), tickets at most
-- Answers {'absent'}                           no state of this epoch
--         {'full'}                             no more tickets
--         {'inside', until (ms)}
--         {'waiting', ticket, place, beat}     place 0: not settled; beat '' for a ticket that is new
-- include: place-of.lua
-- include: end-gathering.lua
local room, tickets, present, inside, places, beat = unpack(KEYS)
local buyer, keep_until = ARGV[2], ARGV[4]
local epoch, now, phase, early, last = unpack(redis.call('HMGET', room, 'epoch', 'now', 'phase', 'early', 'last'))
if epoch ~= ARGV[1] then return { 'absent' } end
now = math.max(tonumber(ARGV[3]), tonumber(now))
if phase == 'gathering' and now >= tonumber(ARGV[5]) then
  early = last
  phase = end_gathering(room, tonumber(last))
end

local ticket = tonumber(redis.call('HGET', tickets, buyer))
if ticket then
  if redis.call('ZSCORE', present, buyer) then
    redis.call('ZADD', present, 'XX', 'GT', keep_until, buyer)
    return { 'waiting', ticket, place_of(places, phase, tonumber(early), ticket), redis.call('GET', beat) or '' }
  end
  local till = tonumber(redis.call('ZSCORE', inside, buyer))
  if till and till > now then return { 'inside', till } end
  -- Their time in the shop is over and no beat has cleared it away yet: they start anew.
  redis.call('ZREM', inside, buyer)
end

if tonumber(last) >= tonumber(ARGV[6]) then
  redis.call('HDEL', tickets, buyer)
  return { 'full' }
end
ticket = redis.call('HINCRBY', room, 'last', 1)
redis.call('HSET', tickets, buyer, ticket, ticket, buyer)
redis.call('ZADD', present, keep_until, buyer)
return { 'waiting', ticket, phase == 'gathering' and 0 or ticket, '' }
