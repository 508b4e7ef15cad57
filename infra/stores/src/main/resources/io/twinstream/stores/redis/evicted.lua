-- Notes that the server has dropped keys: ARGV[1] says which servers and how many, and ARGV[2] is '1' if
-- any were. Unless the view KEYS[1] has noted that already, all of its generations have lost states since
-- now. Returns how many those are.
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HGET', KEYS[1], 'evicted') == ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'evicted', ARGV[1])
if ARGV[2] ~= '1' then
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
