-- Returns until when a buyer may hold seats, and by which queue number. Called before each hold, so it writes nothing.
--
-- KEYS  state, admitted, numbers
-- ARGV  epoch, buyer, now (ms)
-- Replies -1 if Redis has no state of this epoch, 0 if the buyer is not admitted, else {the end of the admission (ms), number}.
local epoch, now = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'now'))
if epoch ~= ARGV[1] then return -1 end
local admitted_until = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[2]) or 0)
-- The clock of the calling process may be behind the clock of the leader; time never goes back.
if admitted_until <= math.max(tonumber(ARGV[3]), tonumber(now)) then return 0 end
return { admitted_until, tonumber(redis.call('HGET', KEYS[3], ARGV[2]) or 0) }
