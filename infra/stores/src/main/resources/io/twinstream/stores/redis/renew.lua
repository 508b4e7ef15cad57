-- Records that the generation ARGV[1] of the view KEYS[1] lost states now, if the generation is unknown
-- or ARGV[2] is '1'. Returns whether it did.
local field = 'generation:' .. ARGV[1]
if ARGV[2] ~= '1' and redis.call('HEXISTS', KEYS[1], field) == 1 then
  return 0
end
local time = redis.call('TIME')
local micros = string.format('%.0f', time[1] * 1000000 + time[2])
local last = tonumber(redis.call('HGET', KEYS[1], 'begun') or '0')
local begun = string.format('%.0f', math.max(last, tonumber(ARGV[1])))
redis.call('HSET', KEYS[1], 'begun', begun, field, micros)
return 1
