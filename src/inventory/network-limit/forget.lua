-- Forgets a hold, if it is known, and subtracts its seats from those of its network. Included by other scripts.
--
-- keys: 1 the ends of the holds (sorted set), 2 what each hold has ('<seats> <network>'), 3 the seats of each network
local function forget(keys, hold)
  redis.call('ZREM', keys[1], hold)
  local known = redis.call('HGET', keys[2], hold)
  if not known then return end
  redis.call('HDEL', keys[2], hold)
  local seats, network = string.match(known, '^(%d+) (.*)$')
  if redis.call('HINCRBY', keys[3], network, -seats) <= 0 then redis.call('HDEL', keys[3], network) end
end
