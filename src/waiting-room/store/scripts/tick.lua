-- One tick of a show's waiting room: takes or keeps the lead, removes expired admissions and abandoned places, admits
-- buyers, and publishes a snapshot from which every process computes the positions of its own clients. The work depends
-- on how many buyers come and go in a tick, not on how many wait.
--
-- KEYS  state, numbers, waiting, admitted, departed, departedCounts, places, earlyDepartures, order, snapshot
-- ARGV  epoch, process, now (ms), lease (ms), opens at (ms), admissions per minute (0: paused), shop size,
--       admission (ms), burst (ms), batch, expires in (ms), channel, the command that publishes
-- Replies {'absent'}                  Redis has no state of this epoch, or has lost a part of it: then the rest is removed
--         {'following', lease until (ms), snapshot}                       another process leads
--         {'leading', lease until (ms), snapshot, fencing token, admitted, expired, abandoned}
-- include: place-of.lua
-- include: depart.lua
-- include: start-draw.lua
local state, numbers, waiting, admitted, departed, departed_counts, places, early_departures, order, snapshot =
  unpack(KEYS)
local key = {
  state = state, numbers = numbers, waiting = waiting,
  departed = departed, departed_counts = departed_counts, places = places, early_departures = early_departures,
}
local process, batch, channel, publish = ARGV[2], tonumber(ARGV[10]), ARGV[12], ARGV[13]
local lease_ms, opens_at, per_minute = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local shop_size, admission_ms, burst_ms = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])

local names = {
  'now', 'fencingToken', 'leaseUntil', 'lastNumber', 'earlyCount', 'pointer', 'credit', 'manualAdmissions',
  'admittedCount', 'departedCount', 'paceFrom', 'paceBefore', 'paceNow', 'sequence',
}
local epoch, phase, leader = unpack(redis.call('HMGET', state, 'epoch', 'phase', 'leader'))
if epoch ~= ARGV[1] then return { 'absent' } end
local at = {}
for index, value in ipairs(redis.call('HMGET', state, unpack(names))) do at[names[index]] = tonumber(value) end

-- Every number is waiting, was admitted or departed; a waiting buyer has two fields in `numbers`, an admitted one has one.
-- If the counts do not match, Redis has lost a part of the state, for example by evicting keys, and the order of the
-- queue cannot be restored from the rest.
local waiting_count = redis.call('ZCARD', waiting)
local is_complete = waiting_count == at.lastNumber - at.admittedCount - at.departedCount
  and redis.call('HLEN', numbers) == 2 * waiting_count + redis.call('ZCARD', admitted)
  and (phase ~= 'open'
    or (redis.call('STRLEN', order) == at.earlyCount * 4 and redis.call('STRLEN', places) == at.earlyCount * 4))
if not is_complete then
  redis.call('UNLINK', unpack(KEYS))
  return { 'absent' }
end

-- The clocks of two processes may differ: time stands still rather than going back.
local now = math.max(tonumber(ARGV[3]), at.now)
local elapsed = now - at.now
at.now = now

if leader ~= process then
  if at.leaseUntil > now then return { 'following', at.leaseUntil, redis.call('GET', snapshot) or '' } end
  at.fencingToken = at.fencingToken + 1
end
at.leaseUntil = now + lease_ms

-- Expired admissions.
local expired = redis.call('ZRANGEBYSCORE', admitted, '-inf', now, 'LIMIT', 0, batch)
if #expired > 0 then
  redis.call('ZREM', admitted, unpack(expired))
  redis.call('HDEL', numbers, unpack(expired))
end

-- Abandoned places: the buyer was disconnected for longer than the grace period.
local abandoned = redis.call('ZRANGEBYSCORE', waiting, '-inf', now, 'LIMIT', 0, batch)
for _, buyer in ipairs(abandoned) do
  depart(key, phase, at.earlyCount, buyer, tonumber(redis.call('HGET', numbers, buyer)))
end

if phase == 'gathering' and now >= opens_at then
  phase = start_draw(state, at.lastNumber)
  at.earlyCount, at.credit, elapsed = at.lastNumber, 60000, 0
end

-- Credit grows with time; one admission costs 60,000. At most the credit of `burst` can be saved, or that of one admission.
local is_open = phase == 'open' and now >= opens_at
if is_open and per_minute > 0 then
  at.credit = math.min(at.credit + elapsed * per_minute, math.max(60000, burst_ms * per_minute))
elseif phase == 'open' then
  at.credit = 0
end
local by_rate = is_open and math.floor(at.credit / 60000) or 0
local wanted = is_open
  and math.min(by_rate + at.manualAdmissions, shop_size - redis.call('ZCARD', admitted), batch) or 0
at.manualAdmissions = 0

-- The bitmap must cover the whole queue, or the search for a place that is not departed ends too early.
redis.call('SETBIT', departed, at.lastNumber, 0)
local count = 0
while count < wanted and at.pointer < at.lastNumber do
  local index = redis.call('BITPOS', departed, 0, at.pointer, at.lastNumber - 1, 'BIT')
  if index < 0 then
    at.pointer = at.lastNumber
    break
  end
  at.pointer = index + 1
  local number = at.pointer
  if number <= at.earlyCount then
    number = struct.unpack('>I4', redis.call('GETRANGE', order, index * 4, index * 4 + 3))
  end
  local buyer = redis.call('HGET', numbers, number)
  -- Missing if only the bitmap was lost: then the place is departed all the same.
  if buyer then
    redis.call('HDEL', numbers, number)
    redis.call('ZREM', waiting, buyer)
    redis.call('ZADD', admitted, now + admission_ms, buyer)
    count = count + 1
  end
end
at.credit = at.credit - math.min(count, by_rate) * 60000
at.admittedCount = at.admittedCount + count

-- The pace: admissions of the current minute and of the minute before it, of the time in which somebody could be admitted.
local is_idle = waiting_count == 0 or per_minute == 0
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
if not is_idle then at.paceNow = at.paceNow + count end
at.sequence = at.sequence + 1

-- Abandoned places are already counted there.
at.departedCount = tonumber(redis.call('HGET', state, 'departedCount'))
local fields = { 'phase', phase, 'leader', process }
for _, name in ipairs(names) do
  fields[#fields + 1] = name
  fields[#fields + 1] = at[name]
end
redis.call('HSET', state, unpack(fields))

-- The snapshot: a line of words, then the departed bits of four buckets starting with the pointer's, then the departed
-- counts of all buckets from there on.
local bucket = math.floor(at.pointer / 256)
local bits = redis.call('GETRANGE', departed, bucket * 32, bucket * 32 + 127)
local message = table.concat({
  'snapshot', epoch, at.sequence, now, phase, at.earlyCount, at.pointer, at.lastNumber,
  redis.call('ZCARD', waiting), redis.call('ZCARD', admitted), at.admittedCount, at.departedCount,
  at.paceFrom, at.paceBefore, at.paceNow, #bits,
}, ' ') .. '\n' .. bits .. redis.call('GETRANGE', departed_counts, bucket * 2, -1)
redis.call('SET', snapshot, message)
redis.call(publish, channel, message)
for _, name in ipairs(KEYS) do redis.call('PEXPIRE', name, ARGV[11]) end
return { 'leading', at.leaseUntil, message, at.fencingToken, count, #expired, #abandoned }
