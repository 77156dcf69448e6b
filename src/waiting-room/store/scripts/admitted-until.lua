-- Returns until when a buyer may hold seats. Called before each hold, so it reads two keys and writes none.
--
-- KEYS  state, admitted
-- ARGV  epoch, buyer, now (ms)
-- Replies -1 if Redis has no state of this epoch, 0 if the buyer is not admitted, else the end of the admission (ms).
local epoch, now = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'now'))
if epoch ~= ARGV[1] then return -1 end
local admitted_until = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[2]) or 0)
-- The clock of the calling process may be behind the clock of the leader; time never goes back.
return admitted_until > math.max(tonumber(ARGV[3]), tonumber(now)) and admitted_until or 0
