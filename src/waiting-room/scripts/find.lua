-- Tells where a buyer stands, with the latest beat, so that both are of one moment.
--
-- KEYS  room, tickets, inside, places, beat
-- ARGV  epoch, buyer, now (ms)
-- Answers {'absent'}                           no state of this epoch
--         {'nowhere', beat}                    no ticket, or their time in the shop is over
--         {'inside', until (ms)}
--         {'waiting', ticket, place, beat}     place 0: not settled
-- include: place-of.lua
local room, tickets, inside, places, beat = unpack(KEYS)
local buyer = ARGV[2]
local epoch, now, phase, early = unpack(redis.call('HMGET', room, 'epoch', 'now', 'phase', 'early'))
if epoch ~= ARGV[1] then return { 'absent' } end
local till = tonumber(redis.call('ZSCORE', inside, buyer))
if till and till > math.max(tonumber(ARGV[3]), tonumber(now)) then return { 'inside', till } end
local latest = redis.call('GET', beat) or ''
local ticket = tonumber(redis.call('HGET', tickets, buyer))
if till or not ticket then return { 'nowhere', latest } end
return { 'waiting', ticket, place_of(places, phase, tonumber(early), ticket), latest }
