-- Creates the state of one epoch, empty. The state of an older epoch is removed.
--
-- KEYS  state, then all other keys of the show
-- ARGV  epoch, now (ms), expires in (ms)
-- Replies 1 if the state was created, 0 if Redis already has this epoch or a later one.
local epoch, now = ARGV[1], ARGV[2]
if tonumber(redis.call('HGET', KEYS[1], 'epoch') or 0) >= tonumber(epoch) then return 0 end
redis.call('UNLINK', unpack(KEYS))
redis.call('HSET', KEYS[1],
  'epoch', epoch, 'phase', 'gathering', 'now', now, 'sequence', 0,
  'leader', '', 'fencingToken', 0, 'leaseUntil', 0,
  'lastNumber', 0, 'earlyCount', 0, 'pointer', 0, 'credit', 0, 'manualAdmissions', 0,
  'admittedCount', 0, 'departedCount', 0, 'paceFrom', 0, 'paceBefore', -1, 'paceNow', 0)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
