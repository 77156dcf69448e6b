-- Schedules admissions for the next tick, beyond the configured rate. Calls before that tick add up.
--
-- KEYS  state
-- ARGV  epoch, number of buyers, limit of the sum
-- Replies 1, or 0 if Redis has no state of this epoch.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
if redis.call('HINCRBY', KEYS[1], 'manualAdmissions', ARGV[2]) > tonumber(ARGV[3]) then
  redis.call('HSET', KEYS[1], 'manualAdmissions', ARGV[3])
end
return 1
