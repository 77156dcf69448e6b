-- Moves the end of a hold. One that has ended is forgotten; an unknown one stays unknown.
--
-- KEYS  ends, holds, networks
-- ARGV  hold, end (ms), now (ms)
-- include: forget.lua
local hold, ends_at, now = unpack(ARGV)
if tonumber(ends_at) <= tonumber(now) then
  forget(KEYS, hold)
else
  redis.call('ZADD', KEYS[1], 'XX', ends_at, hold)
end
return 0
