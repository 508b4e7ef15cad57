-- Moves the pointer of the view KEYS[1] from ARGV[1] ('' for none) to the later ARGV[2]. Also succeeds
-- if this has been done already, because a client may repeat the call after losing its connection. The
-- field of a generation is '' if it has all of its states, and another value if it lost some: then the
-- pointer moves to it only if readers follow nothing. An unknown generation has no field.
local current = redis.call('HGET', KEYS[1], 'pointer') or ''
if current == ARGV[2] then
  return 1
end
if current ~= ARGV[1] or (current ~= '' and tonumber(ARGV[2]) <= tonumber(current)) then
  return 0
end
local lost = redis.call('HGET', KEYS[1], 'generation:' .. ARGV[2])
if not lost or (lost ~= '' and current ~= '') then
  return 0
end
redis.call('HSET', KEYS[1], 'pointer', ARGV[2])
return 1
