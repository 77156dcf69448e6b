-- Writes a part of the result of the draw. A second write stores the same bytes, so a new leader starts from the front.
--
-- KEYS  state, order, places
-- ARGV  epoch, fencing token, byte offset, numbers at the places, places of the numbers (four bytes each, big-endian)
-- Replies 1, or 0 if another process leads by now.
local epoch, token, phase = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'fencingToken', 'phase'))
if epoch ~= ARGV[1] or token ~= ARGV[2] or phase ~= 'shuffling' then return 0 end
redis.call('SETRANGE', KEYS[2], ARGV[3], ARGV[4])
redis.call('SETRANGE', KEYS[3], ARGV[3], ARGV[5])
return 1
