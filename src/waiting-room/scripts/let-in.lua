-- Asks the next beat to let some in beyond the rate, as far as the shop has room. Asking twice before it adds up.
--
-- KEYS  room
-- ARGV  epoch, how many, how many at most
-- Answers 1, or 0 where there is no state of this epoch.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
if redis.call('HINCRBY', KEYS[1], 'extra', ARGV[2]) > tonumber(ARGV[3]) then
  redis.call('HSET', KEYS[1], 'extra', ARGV[3])
end
return 1
