-- Begins the room's state for one epoch, empty. Whatever an older epoch left behind goes.
--
-- KEYS  room, then all the other keys of the show
-- ARGV  epoch, now (ms), expire at (ms)
-- Answers 1 where it was begun, 0 where this epoch or a later one is there already.
local epoch, now = ARGV[1], ARGV[2]
if tonumber(redis.call('HGET', KEYS[1], 'epoch') or 0) >= tonumber(epoch) then return 0 end
redis.call('UNLINK', unpack(KEYS))
redis.call('HSET', KEYS[1],
  'epoch', epoch, 'phase', 'gathering', 'now', now, 'beat', 0,
  'leader', '', 'fence', 0, 'leaseUntil', 0,
  'last', 0, 'early', 0, 'pointer', 0, 'credit', 0, 'extra', 0,
  'admitted', 0, 'departed', 0, 'paceFrom', 0, 'paceBefore', -1, 'paceNow', 0)
redis.call('PEXPIREAT', KEYS[1], ARGV[3])
return 1
