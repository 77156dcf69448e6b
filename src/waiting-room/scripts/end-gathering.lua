-- The opening: whoever has a ticket now takes part in the draw, whoever comes later stands behind. Included by other
-- scripts: the first that comes after the instant does it, be it a beat or a buyer.
local function end_gathering(room, last)
  local phase = last == 0 and 'open' or 'shuffling'
  -- The first in line goes in with the next beat: 60,000 is the credit that one admission costs.
  redis.call('HSET', room, 'phase', phase, 'early', last, 'credit', 60000)
  return phase
end
