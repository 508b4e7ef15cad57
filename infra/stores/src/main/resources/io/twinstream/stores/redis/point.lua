-- Moves the pointer of the view KEYS[1] from ARGV[1] ('' for none) to the later ARGV[2]. Says yes
-- again when that has happened already: a client may send it twice after losing its connection. A
-- generation that has all of its states has the field ''; one that lost some has another, and is
-- followed only where readers follow nothing; one that is not known has none.
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
