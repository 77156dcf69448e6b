-- Tells whether a buyer may hold seats now. Asked before each hold, so it reads two keys and writes none.
--
-- KEYS  room, inside
-- ARGV  epoch, buyer, now (ms)
-- Answers -1 where there is no state of this epoch, 0 where they are not inside, else until when they are (ms).
local epoch, now = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'now'))
if epoch ~= ARGV[1] then return -1 end
local till = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[2]) or 0)
-- Time has come at least as far as the latest beat, even if the asking process is a little behind.
return till > math.max(tonumber(ARGV[3]), tonumber(now)) and till or 0
