import { createLogger } from '@parley/runtime';
import { openRedis } from '../src/redis.ts';
import { holdShards } from '../src/shards/hold-shards.ts';
import { shardNames } from './shard-names.ts';
import { shortTimes } from './shard-holders.ts';

// A worker in small, that acts for its shards all the time. Its facts are lines: who acted, when, by the clock of the
// machine that all its processes share. Run by stopped-worker.test.ts.

const [, , redisUrl = '', network = '', count = '1'] = process.argv;
const shards = shardNames('live', Number(count));
const tell = (fact: object) =>
  process.stdout.write(`${JSON.stringify({ ...fact, at: Number(process.hrtime.bigint() / 1_000n) })}\n`);

const logger = createLogger({ process: 'test', level: 'fatal' });
const redis = openRedis({ url: redisUrl, logger });
const held = holdShards({
  redis,
  logger,
  network,
  shards,
  times: shortTimes,
  owner: {
    onGained: async (shard, how) => {
      tell({ told: 'gained', how, shard });
    },
    onLost: async (shard, why) => {
      tell({ told: 'lost', how: why, shard });
    },
  },
});

const act = () => {
  for (const shard of shards) if (held.isMine(shard)) tell({ told: 'acted', how: '', shard });
  setTimeout(act, 4);
};
act();
