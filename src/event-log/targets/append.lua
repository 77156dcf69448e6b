-- Appends messages to a stream whose ids are positions, unless another one than expected is its last.
--
-- KEYS[1]  the stream
-- ARGV[1]  the position that is expected as its last, 0 for none
-- ARGV[2]  how many messages it keeps, about
-- ARGV[3…] three for each message: its position, its key, its envelope
--
-- Reply: 1 if they were appended, else 0.

local last = '0'
if redis.call('EXISTS', KEYS[1]) == 1 then
  local about = redis.call('XINFO', 'STREAM', KEYS[1])
  for index = 1, #about, 2 do
    if about[index] == 'last-generated-id' then last = about[index + 1] end
  end
end
if string.match(last, '^%d+') ~= ARGV[1] then return 0 end
for index = 3, #ARGV, 3 do
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], ARGV[index] .. '-0', 'key', ARGV[index + 1], 'event', ARGV[index + 2])
end
return 1
