import { createScript } from '../script.ts';

// A lease is a key that Redis forgets when its time is over; its value is the mark of the claim. By the clock of Redis
// alone: no client ever says what time it is. Beside them stands one hash, which is never forgotten by itself: whose
// mark a shard had last, and '' once that holder had closed everything and given it back.

/**
 * Claims free shards, in the order given, so many at most. What a holder claimed without hearing the answer is still
 * its own, and is claimed anew. Answers the place of each shard in the list, and what became of who had it before.
 *
 * A Redis that knows of no shard at all is new, or has lost what it knew: somebody may hold what looks free. Nobody
 * claims anything then until the longest lease of that time must be over. (Who still holds may `reclaim` at once.)
 */
export const claimScript = createScript(`
local holders, settling = KEYS[1], KEYS[2]
local prefix, mark, ttl, most = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
if redis.call('HSETNX', holders, 'known', '1') == 1 then redis.call('SET', settling, '1', 'PX', ttl) end
local claimed = {}
if redis.call('EXISTS', settling) == 1 then return claimed end
for at = 3, #KEYS do
  if #claimed >= most then break end
  local holder = redis.call('GET', KEYS[at])
  if not holder or string.sub(holder, 1, #prefix) == prefix then
    local last = redis.call('HGET', holders, KEYS[at])
    local before = 'died'
    if not last then before = 'nobody' elseif last == '' then before = 'handed_over' end
    redis.call('SET', KEYS[at], mark, 'PX', ttl)
    redis.call('HSET', holders, KEYS[at], mark)
    claimed[#claimed + 1] = { at - 3, before }
  end
end
return claimed
`);

/** Renews all that are ours still, and answers for each: a lease that is gone is not made anew here. */
export const renewScript = createScript(`
local renewals = {}
for at, key in ipairs(KEYS) do
  local holder = redis.call('GET', key)
  if not holder then
    renewals[at] = 'missing'
  elseif holder ~= ARGV[at + 1] then
    renewals[at] = 'lost'
  else
    redis.call('PEXPIRE', key, ARGV[1])
    renewals[at] = 'renewed'
  end
end
return renewals
`);

/** Claims once more what Redis has forgotten, if nobody has it. Only for who still holds it by its own clock. */
export const reclaimScript = createScript(`
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
redis.call('HSET', KEYS[1], KEYS[2], ARGV[1])
return 1
`);

export const releaseScript = createScript(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[1], KEYS[2], '')
return 1
`);

/** The keys of all leases that there are: whose time is over has none. */
export const heldScript = createScript(`
local held = {}
for _, key in ipairs(redis.call('HKEYS', KEYS[1])) do
  if key ~= 'known' and redis.call('EXISTS', key) == 1 then held[#held + 1] = key end
end
return held
`);
