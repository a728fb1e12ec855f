/** All shards of a network, as they and their queues are called: `live-00`, `live-01`, … */
export const shardNames = (network: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${network}-${String(index).padStart(2, '0')}`);
