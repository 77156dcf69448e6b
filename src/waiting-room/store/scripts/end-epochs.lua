-- Removes the state of ended epochs. The state of the current epoch, or of a later one, stays: it may have been created
-- by another process since the caller ended its own.
--
-- KEYS  state, then all other keys of the show
-- ARGV  the first epoch to keep
-- Replies 1 if an ended epoch had state, else 0.
local epoch = tonumber(redis.call('HGET', KEYS[1], 'epoch') or 0)
if epoch == 0 or epoch >= tonumber(ARGV[1]) then return 0 end
redis.call('UNLINK', unpack(KEYS))
return 1
