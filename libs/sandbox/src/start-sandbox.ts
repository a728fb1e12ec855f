import { createServer, type Server } from 'node:http';
import { createClock } from './clock.ts';
import { takeUpgrades } from './connections/take-upgrades.ts';
import { addMeanings } from './contacts/add-meanings.ts';
import { createHeldReceipts } from './contacts/held-receipts.ts';
import { createReachoutLocks } from './contacts/reachout-locks.ts';
import { serveControl } from './control/serve-control.ts';
import { createFrameCounts } from './delivery/frame-counts.ts';
import { createDirectory } from './directory/directory.ts';
import { createFaults } from './faults/faults.ts';
import { createGroups } from './groups/groups.ts';
import { isToName } from './is-from-here.ts';
import { createLedger } from './ledger.ts';
import { listen } from './listen.ts';
import { createLive } from './live.ts';
import { createMediaAuthority } from './media/certificates.ts';
import { createMediaStore } from './media/media-store.ts';
import { startMediaHost } from './media/start-media-host.ts';
import { createUploadGrants } from './media/upload-grants.ts';
import type { Network } from './network.ts';
import { createPresences } from './people/presences.ts';
import { createLinkings } from './phones/linkings.ts';
import { findSnapshot, keepSnapshots } from './snapshot/keep-snapshots.ts';
import { restoreSnapshot } from './snapshot/restore-snapshot.ts';
import type { Snapshot } from './snapshot/snapshot.ts';
import { createStrangeness, type Strangeness } from './strangeness.ts';
import { certificateChain } from './wire/certificate-chain.ts';
import { createKeyPair } from './wire/keys.ts';

export type Sandbox = {
  /** Where the control API and the page are. */
  url: string;
  /** Where clients connect to. */
  wsUrl: string;
  mediaUrl: string;
  stop: () => Promise<void>;
};

export type SandboxOptions = {
  /** 0 for any that is free. */
  port?: number;
  mediaPort?: number;
  /** A name of this machine at which the control API and the page are as well, on the same port; null for none. */
  host?: string | null;
  /** Where the network is kept from one start to the next; null for nowhere. */
  snapshotFile?: string | null;
};

/** Starts a network of its own; its clients and its media are on loopback alone. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const { port = 0, mediaPort = 0, host = null, snapshotFile = null } = options;
  const strangeness = createStrangeness();
  const snapshot = snapshotFile === null ? null : findSnapshot(snapshotFile, (why) => strangeness.write(null, why));
  const network = createNetwork(snapshot, strangeness);
  if (snapshot !== null) restoreSnapshot(network, snapshot);
  addMeanings(network);
  const http = createServer(serveControl(network));
  const sockets = takeUpgrades(network, http);
  const mediaHost = await startMediaHost(network, mediaPort);
  const named = host === null ? null : createServer(serveControl(network, isToName(host)));
  const stopServers = async (): Promise<void> => {
    await mediaHost.stop();
    await Promise.all([http, named].map(close));
  };
  const open = async (): Promise<number> => {
    const bound = await listen(http, port);
    if (named !== null && host !== null) await listen(named, bound, host);
    return bound;
  };
  const bound = await open().catch(async (error: unknown) => {
    await stopServers();
    throw error;
  });
  network.addresses.ws = `ws://127.0.0.1:${bound}/ws/chat`;
  // Only now: a network that does not start leaves what was kept as it was.
  const kept = snapshotFile === null ? null : keepSnapshots(network, snapshotFile);
  network.save = kept?.save ?? null;
  return {
    url: `http://127.0.0.1:${bound}`,
    wsUrl: network.addresses.ws,
    mediaUrl: network.addresses.media,
    stop: async () => {
      network.clock.stop();
      kept?.stop();
      sockets.stop();
      await stopServers();
    },
  };
};

const close = async (server: Server | null): Promise<void> => {
  server?.closeAllConnections();
  if (server?.listening) await new Promise((resolve) => server.close(resolve));
};

const createNetwork = (snapshot: Snapshot | null, strangeness: Strangeness): Network => {
  const { root, noiseKey, mediaAuthority } = snapshot ?? newKeys();
  const clock = createClock();
  const live = createLive();
  return {
    root,
    noiseKey,
    certificates: certificateChain(root, noiseKey.public),
    addresses: { ws: '', media: '' },
    mediaAuthority,
    media: createMediaStore(clock),
    uploadGrants: createUploadGrants(clock),
    clock,
    directory: createDirectory(),
    groups: createGroups(),
    presences: createPresences(),
    connections: new Set(),
    linkings: createLinkings(),
    faults: createFaults(() => live.tell({ kind: 'faults' })),
    frames: createFrameCounts(),
    heldReceipts: createHeldReceipts(),
    reachoutLocks: createReachoutLocks(clock),
    ledger: createLedger(clock, live),
    strangeness,
    live,
    save: null,
  };
};

const newKeys = (): Pick<Network, 'root' | 'noiseKey' | 'mediaAuthority'> => ({
  root: createKeyPair(),
  noiseKey: createKeyPair(),
  mediaAuthority: createMediaAuthority(),
});
