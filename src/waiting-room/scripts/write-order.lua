-- Writes a stretch of the draw's result. Writing it again writes the same, so a new leader just begins from the front.
--
-- KEYS  room, order, places
-- ARGV  epoch, fence, byte offset, tickets at the places, places of the tickets (both four bytes each, big-endian)
-- Answers 1, or 0 where somebody else leads by now.
local epoch, fence, phase = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'fence', 'phase'))
if epoch ~= ARGV[1] or fence ~= ARGV[2] or phase ~= 'shuffling' then return 0 end
redis.call('SETRANGE', KEYS[2], ARGV[3], ARGV[4])
redis.call('SETRANGE', KEYS[3], ARGV[3], ARGV[5])
return 1
