-- One beat of a show's room: takes or keeps the lead, clears away those whose time is over, moves the pointer, and
-- publishes what every process needs to work out the places of its own clients. Its work depends on how many come and
-- go in a beat, not on how many wait.
--
-- KEYS  room, tickets, present, inside, departed, tally, places, leavers, order, beat
-- ARGV  epoch, process, now (ms), lease (ms), opens at (ms), admissions a minute (0: paused), shop size,
--       time inside (ms), burst (ms), batch, expire at (ms), channel
-- Answers {'absent'}                        no state of this epoch, or one of which a part is lost: then the rest goes
--         {'following', lease until (ms), beat}                             another process leads
--         {'leading', lease until (ms), beat, fence, admitted, timed out, given up}
-- include: place-of.lua
-- include: depart.lua
-- include: end-gathering.lua
local room, tickets, present, inside, departed, tally, places, leavers, order, beat = unpack(KEYS)
local key = {
  room = room, tickets = tickets, present = present,
  departed = departed, tally = tally, places = places, leavers = leavers,
}
local process, batch, channel = ARGV[2], tonumber(ARGV[10]), ARGV[12]
local lease_ms, opens_at, a_minute = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local shop_size, inside_ms, burst_ms = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])

local names = {
  'now', 'fence', 'leaseUntil', 'last', 'early', 'pointer', 'credit', 'extra', 'admitted', 'departed',
  'paceFrom', 'paceBefore', 'paceNow', 'beat',
}
local epoch, phase, leader = unpack(redis.call('HMGET', room, 'epoch', 'phase', 'leader'))
if epoch ~= ARGV[1] then return { 'absent' } end
local at = {}
for index, value in ipairs(redis.call('HMGET', room, unpack(names))) do at[names[index]] = tonumber(value) end

-- Every ticket waits, came in or departed; who waits is in `tickets` twice, who is inside once. Where that is not so,
-- Redis has lost a part, as one does that evicts keys, and no order can be made of what is left.
local waiting = redis.call('ZCARD', present)
local is_whole = waiting == at.last - at.admitted - at.departed
  and redis.call('HLEN', tickets) == 2 * waiting + redis.call('ZCARD', inside)
  and (phase ~= 'open' or (redis.call('STRLEN', order) == at.early * 4 and redis.call('STRLEN', places) == at.early * 4))
if not is_whole then
  redis.call('UNLINK', unpack(KEYS))
  return { 'absent' }
end

-- Clocks of two processes may differ a little: time stands still rather than go back.
local now = math.max(tonumber(ARGV[3]), at.now)
local elapsed = now - at.now
at.now = now

if leader ~= process then
  if at.leaseUntil > now then return { 'following', at.leaseUntil, redis.call('GET', beat) or '' } end
  at.fence = at.fence + 1
end
at.leaseUntil = now + lease_ms

-- Time in the shop that is over.
local over = redis.call('ZRANGEBYSCORE', inside, '-inf', now, 'LIMIT', 0, batch)
if #over > 0 then
  redis.call('ZREM', inside, unpack(over))
  redis.call('HDEL', tickets, unpack(over))
end

-- Connections lost for longer than the grace.
local lost = redis.call('ZRANGEBYSCORE', present, '-inf', now, 'LIMIT', 0, batch)
for _, buyer in ipairs(lost) do
  depart(key, phase, at.early, buyer, tonumber(redis.call('HGET', tickets, buyer)))
end

if phase == 'gathering' and now >= opens_at then
  phase = end_gathering(room, at.last)
  at.early, at.credit, elapsed = at.last, 60000, 0
end

-- Credit grows with time, one admission being 60,000 of it. What may be saved up is what `burst` brings, or one.
local open = phase == 'open' and now >= opens_at
if open and a_minute > 0 then
  at.credit = math.min(at.credit + elapsed * a_minute, math.max(60000, burst_ms * a_minute))
elseif phase == 'open' then
  at.credit = 0
end
local by_rate = open and math.floor(at.credit / 60000) or 0
local wanted = open and math.min(by_rate + at.extra, shop_size - redis.call('ZCARD', inside), batch) or 0
at.extra = 0

-- The bitmap must reach over the whole line, or the search for a place that is not departed ends too early.
redis.call('SETBIT', departed, at.last, 0)
local admitted = 0
while admitted < wanted and at.pointer < at.last do
  local index = redis.call('BITPOS', departed, 0, at.pointer, at.last - 1, 'BIT')
  if index < 0 then
    at.pointer = at.last
    break
  end
  at.pointer = index + 1
  local ticket = at.pointer
  if ticket <= at.early then
    ticket = struct.unpack('>I4', redis.call('GETRANGE', order, index * 4, index * 4 + 3))
  end
  local buyer = redis.call('HGET', tickets, ticket)
  -- Missing where the bitmap was lost alone: then the place is departed all the same.
  if buyer then
    redis.call('HDEL', tickets, ticket)
    redis.call('ZREM', present, buyer)
    redis.call('ZADD', inside, now + inside_ms, buyer)
    admitted = admitted + 1
  end
end
at.credit = at.credit - math.min(admitted, by_rate) * 60000
at.admitted = at.admitted + admitted

-- What was admitted lately: the minute that runs and the one before it, of the time in which somebody waited to be let in.
local is_idle = waiting == 0 or a_minute == 0
if phase == 'open' and at.paceFrom == 0 then
  at.paceFrom = now
elseif at.paceFrom > 0 and is_idle then
  at.paceFrom = at.paceFrom + elapsed
end
if at.paceFrom > 0 and now - at.paceFrom >= 60000 then
  at.paceBefore = now - at.paceFrom < 120000 and at.paceNow or 0
  at.paceFrom = now - (now - at.paceFrom) % 60000
  at.paceNow = 0
end
if not is_idle then at.paceNow = at.paceNow + admitted end
at.beat = at.beat + 1

-- Those who were given up are counted there already.
at.departed = tonumber(redis.call('HGET', room, 'departed'))
local fields = { 'phase', phase, 'leader', process }
for _, name in ipairs(names) do
  fields[#fields + 1] = name
  fields[#fields + 1] = at[name]
end
redis.call('HSET', room, unpack(fields))

-- The beat: a line of words, the departed bits of four buckets from the pointer's on, the tally of all from there on.
local bucket = math.floor(at.pointer / 256)
local bits = redis.call('GETRANGE', departed, bucket * 32, bucket * 32 + 127)
local message = table.concat({
  'beat', epoch, at.beat, now, phase, at.early, at.pointer, at.last,
  redis.call('ZCARD', present), redis.call('ZCARD', inside), at.admitted, at.departed,
  at.paceFrom, at.paceBefore, at.paceNow, #bits,
}, ' ') .. '\n' .. bits .. redis.call('GETRANGE', tally, bucket * 2, -1)
redis.call('SET', beat, message)
redis.call('PUBLISH', channel, message)
for _, name in ipairs(KEYS) do redis.call('PEXPIREAT', name, ARGV[11]) end
return { 'leading', at.leaseUntil, message, at.fence, admitted, #over, #lost }
