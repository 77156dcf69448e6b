-- Remembers the newest primary for all processes, unless a newer one is remembered already.
-- KEYS[1] what is remembered: JSON with `lineage`, `timeline` and `head`
-- ARGV[1] the same of the server that was found, ARGV[2] its lineage, ARGV[3] its timeline, ARGV[4] onwards its tokens
-- Replies what is remembered now.
local text = redis.call('GET', KEYS[1])
if text then
  local known = cjson.decode(text)
  if known.lineage == ARGV[2] then
    local follows = known.head == cjson.null
    for at = 4, #ARGV do
      if ARGV[at] == known.head then follows = true end
    end
    if not follows or tonumber(ARGV[3]) < known.timeline then return text end
  end
end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]
