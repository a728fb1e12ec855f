import { createScript } from '../script.ts';

/**
 * `pour` of bucket.ts, where all processes meet. Redis tells the time, so that no two of them differ about it, and
 * forgets a bucket once it is full. A clock that was set back costs nobody more than one whole bucket.
 * Answers in how many microseconds the bucket is full again; less than zero, as -1 less that, for a "no".
 */
export const bucketScript = createScript(`
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local count, one, all = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local before = math.min(math.max(tonumber(redis.call('GET', KEYS[1]) or 0) - now, 0), all)
local after = math.max(before + count * one, 0)
if after > all then return -1 - before end
if after == 0 then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], string.format('%.0f', now + after), 'PX', math.ceil(after / 1000))
end
return after
`);
