-- Assigns the number of the next generation of the view KEYS[1]. It is at least the time of the
-- server's clock, so that no number is used again after the store was emptied. If ARGV[1] is '1', the
-- generation counts as having lost states until it is recorded as refilled.
local time = redis.call('TIME')
local millis = time[1] * 1000 + math.floor(time[2] / 1000)
local last = tonumber(redis.call('HGET', KEYS[1], 'begun') or '0')
local next = string.format('%.0f', math.max(last + 1, millis))
local lost = ''
if ARGV[1] == '1' then
  lost = string.format('%.0f', time[1] * 1000000 + time[2])
end
redis.call('HSET', KEYS[1], 'begun', next, 'generation:' .. next, lost)
return next
