-- Appends messages to a capped stream and publishes them, in one step: the stream has neither gaps nor duplicates, and
-- what a subscriber receives is what a later reader finds.
--
-- KEYS[1]   the stream, which is also the name of the channel
-- ARGV[1]   how many entries the stream keeps; Redis trims by whole nodes, so a few more may stay
-- ARGV[2]   how many seconds a stream outlives its last append
-- ARGV[3]   the command that publishes
-- ARGV[4…]  the messages, oldest first; none to ask only for the position of the stream
--
-- Returns the revision of the newest entry, '<epoch>-<number>', which is its id in the stream.
-- An entry has the fields `run` and, except the first of an epoch, `message`. The channel carries '<revision> <message>'.
--
-- A new epoch begins where there is no stream and where another run of Redis wrote it: a restart from a snapshot and a
-- promoted replica may have lost the newest entries, and their numbers must not be assigned a second time.

local stream = KEYS[1]
local run = string.match(redis.call('info', 'server'), 'run_id:(%w+)')
local newest = redis.call('xrevrange', stream, '+', '-', 'count', 1)[1]

if not newest or newest[2][2] ~= run then
  local now = redis.call('time')
  local revision = now[1] .. string.format('%06d', now[2]) .. '-1'
  redis.call('del', stream)
  redis.call('xadd', stream, revision, 'run', run)
  newest = { revision }
end

local epoch, number = string.match(newest[1], '(%d+)-(%d+)')
for i = 4, #ARGV do
  number = string.format('%.0f', number + 1)
  local revision = epoch .. '-' .. number
  redis.call('xadd', stream, 'maxlen', '~', ARGV[1], revision, 'run', run, 'message', ARGV[i])
  redis.call(ARGV[3], stream, revision .. ' ' .. ARGV[i])
end
redis.call('expire', stream, ARGV[2])

return epoch .. '-' .. number
