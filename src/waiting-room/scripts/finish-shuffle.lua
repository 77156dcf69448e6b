-- Marks the places of those who left before their place was settled, some at a time, and then opens the line.
--
-- KEYS  room, leavers, places, departed, tally
-- ARGV  epoch, fence, leavers at once
-- Answers 'open' when all is done, 'more' while leavers remain, 'lost' where somebody else leads by now.
-- include: place-of.lua
-- include: depart.lua
local room, leavers, places, departed, tally = unpack(KEYS)
local epoch, fence, phase, early = unpack(redis.call('HMGET', room, 'epoch', 'fence', 'phase', 'early'))
if epoch ~= ARGV[1] or fence ~= ARGV[2] or phase ~= 'shuffling' then return 'lost' end
for _, ticket in ipairs(redis.call('SPOP', leavers, ARGV[3])) do
  mark_departed(departed, tally, place_of(places, 'open', tonumber(early), tonumber(ticket)))
end
if redis.call('SCARD', leavers) > 0 then return 'more' end
-- The first in line goes in with the next beat.
redis.call('HSET', room, 'phase', 'open', 'credit', 60000)
return 'open'
