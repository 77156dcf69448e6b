-- Lets a buyer who is inside stay until a later instant. Never shortens, and never brings anybody back.
--
-- KEYS  room, inside
-- ARGV  epoch, buyer, now (ms), until (ms), channel
-- Answers 1 where they are inside, else 0.
local epoch, now = unpack(redis.call('HMGET', KEYS[1], 'epoch', 'now'))
if epoch ~= ARGV[1] then return 0 end
local till = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[2]) or 0)
if till <= math.max(tonumber(ARGV[3]), tonumber(now)) then return 0 end
if redis.call('ZADD', KEYS[2], 'XX', 'GT', 'CH', ARGV[4], ARGV[2]) == 1 then
  redis.call('PUBLISH', ARGV[5], 'moved ' .. ARGV[2] .. ' prolonged')
end
return 1
