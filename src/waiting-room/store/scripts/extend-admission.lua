-- Extends the admission of a buyer. Never shortens it, and never admits a buyer who is not admitted now.
--
-- KEYS  state, admitted
-- ARGV  epoch, buyer, now (ms), until (ms), channel, the command that publishes
-- Replies 1 if the buyer is admitted, else 0.
local epoch, now = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'now'))
if epoch ~= ARGV[1] then return 0 end
local admitted_until = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[2]) or 0)
if admitted_until <= math.max(tonumber(ARGV[3]), tonumber(now)) then return 0 end
if redis.call('ZADD', KEYS[2], 'XX', 'GT', 'CH', ARGV[4], ARGV[2]) == 1 then
  redis.call(ARGV[6], ARGV[5], 'moved ' .. ARGV[2] .. ' extended')
end
return 1
