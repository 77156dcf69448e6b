-- Takes a buyer out: of the line or, where that is asked, of the shop alone. What they leave is free at once.
--
-- KEYS  room, tickets, present, inside, departed, tally, places, leavers
-- ARGV  epoch, buyer, scope ('anywhere' or 'shop'), channel
-- Answers 'line' or 'shop', for where they were, or 'nowhere'.
-- include: place-of.lua
-- include: depart.lua
local room, tickets, present, inside, departed, tally, places, leavers = unpack(KEYS)
local buyer = ARGV[2]
local epoch, phase, early = unpack(redis.call('HMGET', room, 'epoch', 'phase', 'early'))
if epoch ~= ARGV[1] then return 'nowhere' end

local was = 'nowhere'
if redis.call('ZREM', inside, buyer) == 1 then
  redis.call('HDEL', tickets, buyer)
  was = 'shop'
elseif ARGV[3] == 'anywhere' then
  local ticket = tonumber(redis.call('HGET', tickets, buyer))
  if ticket then
    depart({
      room = room, tickets = tickets, present = present,
      departed = departed, tally = tally, places = places, leavers = leavers,
    }, phase, tonumber(early), buyer, ticket)
    was = 'line'
  end
end
-- Other processes may have this buyer's other tabs.
if was ~= 'nowhere' then redis.call('PUBLISH', ARGV[4], 'moved ' .. buyer) end
return was
