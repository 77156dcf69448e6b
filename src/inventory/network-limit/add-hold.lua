-- Counts the seats of a new hold for its network, unless the network would have too many.
--
-- KEYS  ends, holds, networks
-- ARGV  hold, network, seats, the most seats of a network, end (ms), now (ms), milliseconds after which Redis may forget all
-- Replies 1 if the hold is counted, 0 if it would be too many.
-- include: forget.lua
local hold, network, seats, seats_max, ends_at, now, keep_for = unpack(ARGV)

-- Many holds can end between two calls. A call forgets only as many of them as it can in about a millisecond, unless
-- the answer depends on the others.
local AT_ONCE, ROUNDS_MAX = 500, 10
local total
for _ = 1, ROUNDS_MAX do
  local ended = redis.call('ZRANGE', KEYS[1], '-inf', now, 'BYSCORE', 'LIMIT', 0, AT_ONCE)
  for _, each in ipairs(ended) do forget(KEYS, each) end
  total = tonumber(redis.call('HGET', KEYS[3], network) or 0) + seats
  if total <= tonumber(seats_max) or #ended < AT_ONCE then break end
end
if total > tonumber(seats_max) then return 0 end

redis.call('ZADD', KEYS[1], ends_at, hold)
redis.call('HSET', KEYS[2], hold, seats .. ' ' .. network)
redis.call('HSET', KEYS[3], network, total)
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, keep_for) end
return 1
