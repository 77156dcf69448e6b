-- Takes a buyer out: by their own wish from wherever they are, else from the shop alone. What they leave is free at once.
--
-- KEYS  room, tickets, present, inside, departed, tally, places, leavers
-- ARGV  epoch, buyer, why ('left': their own wish), channel
-- Answers 'line' or 'shop', for where they were, or 'nowhere'.
-- include: place-of.lua
-- include: depart.lua
local room, tickets, present, inside, departed, tally, places, leavers = unpack(KEYS)
local buyer, why = ARGV[2], ARGV[3]
local epoch, phase, early = unpack(redis.call('HMGET', room, 'epoch', 'phase', 'early'))
if epoch ~= ARGV[1] then return 'nowhere' end

local was = 'nowhere'
if redis.call('ZREM', inside, buyer) == 1 then
  redis.call('HDEL', tickets, buyer)
  was = 'shop'
elseif why == 'left' then
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
if was ~= 'nowhere' then redis.call('PUBLISH', ARGV[4], 'moved ' .. buyer .. ' ' .. why) end
return was
