-- Begins the generation ARGV[1] of the view KEYS[1] again if nothing is known of it: then the store was
-- emptied, and what it notes is when. Says whether it did.
if redis.call('HEXISTS', KEYS[1], 'generation:' .. ARGV[1]) == 1 then
  return 0
end
local time = redis.call('TIME')
local micros = string.format('%.0f', time[1] * 1000000 + time[2])
local last = tonumber(redis.call('HGET', KEYS[1], 'begun') or '0')
local begun = string.format('%.0f', math.max(last, tonumber(ARGV[1])))
redis.call('HSET', KEYS[1], 'begun', begun, 'generation:' .. ARGV[1], micros)
return 1
