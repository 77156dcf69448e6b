-- The opening of the sale: all numbers taken until now take part in the draw, later ones follow behind. Included by other
-- scripts: the first tick or join after the opening calls it.
local function start_draw(state, last_number)
  local phase = last_number == 0 and 'open' or 'shuffling'
  -- Credit for one admission (60,000), so that the first buyer is admitted by the next tick.
  redis.call('HSET', state, 'phase', phase, 'earlyCount', last_number, 'credit', 60000)
  return phase
end
