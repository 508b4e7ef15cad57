-- Records how many keys runs of servers have evicted: ARGV[2] is the id of a run, ARGV[3] its number of
-- keys, and so on. If the number of a run differs from that recorded in the view KEYS[1], and is not 0, all
-- generations of the view are marked as having lost states now. A number less than the recorded one counts
-- keys evicted since the statistics of the run were reset. Runs that are not named stay unchanged. For an
-- unknown view, numbers are recorded only if ARGV[1] is '1': it is about to begin, and has lost nothing.
-- Returns how many generations have lost states.
local begun = redis.call('EXISTS', KEYS[1]) == 1
if not begun and ARGV[1] ~= '1' then
  return 0
end
local dropped = false
for i = 2, #ARGV, 2 do
  local field = 'evicted:' .. ARGV[i]
  local keys = ARGV[i + 1]
  if (redis.call('HGET', KEYS[1], field) or '0') ~= keys then
    if keys == '0' then
      redis.call('HDEL', KEYS[1], field)
    else
      redis.call('HSET', KEYS[1], field, keys)
      dropped = begun
    end
  end
end
if not dropped then
  return 0
end
local time = redis.call('TIME')
local micros = string.format('%.0f', time[1] * 1000000 + time[2])
local lost = 0
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, 11) == 'generation:' then
    redis.call('HSET', KEYS[1], field, micros)
    lost = lost + 1
  end
end
return lost
