-- Keeps the highest position that was noted.
-- KEYS[1] the mark
-- ARGV[1] a position in the log, ARGV[2] how long it is kept, in milliseconds
-- Replies 1.
local kept = tonumber(redis.call('GET', KEYS[1]) or '-1')
local noted = tonumber(ARGV[1])
if noted > kept then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
else
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 1
