-- Makes readers follow the generation ARGV[1] of the view KEYS[1], which was emptied at ARGV[2] and is
-- whole again. Not if it was emptied once more, or they follow a later one. Says yes again when that
-- has happened already: a client may send it twice after losing its connection.
local field = 'generation:' .. ARGV[1]
local pointer = redis.call('HGET', KEYS[1], 'pointer') or ''
local emptied = redis.call('HGET', KEYS[1], field)
if emptied == '' and pointer == ARGV[1] then
  return 1
end
if emptied ~= ARGV[2] or (pointer ~= '' and tonumber(ARGV[1]) <= tonumber(pointer)) then
  return 0
end
redis.call('HSET', KEYS[1], field, '', 'pointer', ARGV[1])
return 1
