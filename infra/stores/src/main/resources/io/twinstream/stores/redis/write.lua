-- Stores each value under its key unless the stored one is of a greater version.
-- KEYS: of one slot. ARGV[1]: expiry in milliseconds, 0 for never. ARGV[i + 1]: the value of KEYS[i].
-- A value begins with its version: two signed big-endian 64-bit numbers of at most 53 bits. They are
-- compared as numbers, since strings would be compared by the collation of the server's locale.
local call, unpack = redis.call, struct.unpack
local expiry = ARGV[1]
local stored = 0
for i, key in ipairs(KEYS) do
  local incoming = ARGV[i + 1]
  local old = call('GETRANGE', key, 0, 15)
  local replaces = true
  if old ~= '' then
    local newest, count = unpack('>i8i8', incoming)
    local old_newest, old_count = unpack('>i8i8', old)
    replaces = newest > old_newest or (newest == old_newest and count >= old_count)
  end
  if replaces then
    if expiry == '0' then
      call('SET', key, incoming)
    else
      call('SET', key, incoming, 'PX', expiry)
    end
    stored = stored + 1
  end
end
return stored
