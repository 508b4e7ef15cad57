-- Records that the generation ARGV[1] of the view KEYS[1], which lost states at ARGV[2], has them again,
-- unless it has lost more since. Also returns 1 if this has been done already, because a client may
-- repeat the call after losing its connection.
local field = 'generation:' .. ARGV[1]
local lost = redis.call('HGET', KEYS[1], field)
if lost == ARGV[2] then
  redis.call('HSET', KEYS[1], field, '')
  return 1
end
return lost == '' and 1 or 0
