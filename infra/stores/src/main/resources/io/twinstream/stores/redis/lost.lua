-- Records that the generation ARGV[1] of the view KEYS[1] lost states now, if ARGV[2] is still recorded about
-- it. Returns whether it did.
local field = 'generation:' .. ARGV[1]
if redis.call('HGET', KEYS[1], field) ~= ARGV[2] then
  return 0
end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], field, string.format('%.0f', time[1] * 1000000 + time[2]))
return 1
