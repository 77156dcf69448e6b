-- The place of a ticket in the line, or 0 while that is not settled. Included by other scripts.
--
-- Tickets up to `early` were taken before the opening: the draw gave them their places, four bytes each (big-endian) in
-- the key `places`. Whoever came later stands where the ticket says.
local function place_of(places, phase, early, ticket)
  if phase == 'gathering' then return 0 end
  if ticket > early then return ticket end
  if phase == 'shuffling' then return 0 end
  local from = (ticket - 1) * 4
  return (struct.unpack('>I4', redis.call('GETRANGE', places, from, from + 3)))
end
