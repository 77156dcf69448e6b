-- The place of a queue number, or 0 before it is known. Included by other scripts.
--
-- Numbers up to `early_count` were taken before the sale opened: the draw assigned their places, which are in the key
-- `places`, four bytes each (big-endian). The place of a later number is the number itself.
local function place_of(places, phase, early_count, number)
  if phase == 'gathering' then return 0 end
  if number > early_count then return number end
  if phase == 'shuffling' then return 0 end
  local from = (number - 1) * 4
  return (struct.unpack('>I4', redis.call('GETRANGE', places, from, from + 3)))
end
