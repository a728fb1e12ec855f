import { connectRaw, identityOf, type RawIdentity } from '@parley/sandbox/raw-client';
import type { Figure } from '../figure.ts';
import { logIn, provision, type Provisioned } from './bare-client.ts';
import { costOf, inTurns } from './cost.ts';
import type { MeasuredSandbox } from './measured-sandbox.ts';

const atOnce = 8;
/** What an account may take that is connected and silent, its telephone and its keys included. */
const memoryBoundKb = 200;
const loginBoundMs = 10;

/** What accounts cost the sandbox whose devices are Baileys sockets. */
export const measureBaileysAccounts = (sandbox: MeasuredSandbox, count: number): Promise<Figure[]> =>
  measure(sandbox, {
    clients: `${count} Baileys sockets`,
    count,
    prepare: () => provision(sandbox),
    connect: async (prepared: Provisioned) => {
      const { socket } = await logIn(sandbox, prepared);
      return () => void socket.end(undefined);
    },
  });

/** What they cost it whose devices do no more than shake hands, log in, and say that they are ready. */
export const measureLightAccounts = (sandbox: MeasuredSandbox, count: number): Promise<Figure[]> =>
  measure(sandbox, {
    clients: `${count} light clients`,
    count,
    prepare: async () => identityOf((await provision(sandbox)).provisioned),
    connect: async (identity: RawIdentity) => {
      const client = await connectRaw(sandbox.wsUrl, identity);
      const active = { tag: 'iq', attrs: { id: 'active', to: '@s.whatsapp.net', xmlns: 'passive', type: 'set' } };
      const answer = await client.ask({ ...active, content: [{ tag: 'active', attrs: {} }] });
      if (answer?.attrs['type'] !== 'result') throw new Error('A light client could not log in.');
      return () => void client.close();
    },
  });

type Measured<Prepared> = {
  clients: string;
  count: number;
  prepare: () => Promise<Prepared>;
  /** Answers how to hang up. */
  connect: (prepared: Prepared) => Promise<() => void>;
};

const measure = async <Prepared>(sandbox: MeasuredSandbox, measured: Measured<Prepared>): Promise<Figure[]> => {
  const { clients, count, prepare, connect } = measured;
  const connectedBefore = await sandbox.countConnections();
  const residentBefore = sandbox.residentBytes();
  const prepared: Prepared[] = [];
  await inTurns({ count, atOnce }, async () => void prepared.push(await prepare()));
  const hangUps: (() => void)[] = [];
  const cost = await costOf(sandbox, () =>
    inTurns({ count, atOnce }, async (index) => {
      const mine = prepared[index];
      if (mine !== undefined) hangUps.push(await connect(mine));
    }),
  );
  const connected = (await sandbox.countConnections()) - connectedBefore;
  if (connected !== count) throw new Error(`${connected} of ${count} are connected.`);
  const memoryKb = (sandbox.residentBytes() - residentBefore) / 1024 / count;
  for (const hangUp of hangUps) hangUp();
  return [
    bounded(`memory of the sandbox for an account, of ${clients}`, {
      unit: 'KB',
      ours: memoryKb,
      bound: memoryBoundKb,
    }),
    bounded(`CPU of the sandbox for a login, of ${clients}`, {
      unit: 'ms',
      ours: cost.sandboxMs / count,
      bound: loginBoundMs,
    }),
  ];
};

const bounded = (name: string, { unit, ours, bound }: { unit: string; ours: number; bound: number }): Figure => ({
  name: `${name}, beside what it may be`,
  unit,
  ours,
  other: bound,
  ratio: bound / ours,
  goal: 1,
});
