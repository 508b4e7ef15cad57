-- Replaces the hash KEYS[1] by the fields and values from ARGV[2] on, if its number is ARGV[1] ('0'
-- for none). The first of them are 'number', NUMBER, 'fingerprint', FINGERPRINT. Also succeeds if this
-- has been done already, because a client may repeat the call after losing its connection.
local current = redis.call('HGET', KEYS[1], 'number') or '0'
if current == ARGV[3] and redis.call('HGET', KEYS[1], 'fingerprint') == ARGV[5] then
  return 1
end
if current ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[1])
for i = 2, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
return 1
