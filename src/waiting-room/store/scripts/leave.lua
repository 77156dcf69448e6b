-- Removes a buyer: from the queue or the shop if they leave themselves, else from the shop only. Their place or their room
-- in the shop is free at once.
--
-- KEYS  state, numbers, waiting, admitted, departed, departedCounts, places, earlyDepartures
-- ARGV  epoch, buyer, reason ('left': the buyer's own decision), channel, the command that publishes
-- Replies 'waiting' or 'admitted', which is what the buyer was, or 'none'.
-- include: place-of.lua
-- include: depart.lua
local state, numbers, waiting, admitted, departed, departed_counts, places, early_departures = unpack(KEYS)
local buyer, reason = ARGV[2], ARGV[3]
local epoch, phase, early_count = unpack(redis.call('HMGET', state, 'epoch', 'phase', 'earlyCount'))
if epoch ~= ARGV[1] then return 'none' end

local was = 'none'
if redis.call('ZREM', admitted, buyer) == 1 then
  redis.call('HDEL', numbers, buyer)
  was = 'admitted'
elseif reason == 'left' then
  local number = tonumber(redis.call('HGET', numbers, buyer))
  if number then
    depart({
      state = state, numbers = numbers, waiting = waiting,
      departed = departed, departed_counts = departed_counts, places = places, early_departures = early_departures,
    }, phase, tonumber(early_count), buyer, number)
    was = 'waiting'
  end
end
-- Other processes may serve other tabs of this buyer.
if was ~= 'none' then redis.call(ARGV[5], ARGV[4], 'moved ' .. buyer .. ' ' .. reason) end
return was
