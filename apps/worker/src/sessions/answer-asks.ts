import { type DeviceState, no, yes } from '@parley/contract';
import type { AnswerHandlers, TenantDevice } from '@parley/coordination';
import type { Runner } from './runner.ts';

/** What the sessions of a shard answer to who asks. */
export const answerAsks = (find: (device: TenantDevice) => Runner | null): AnswerHandlers => ({
  health: async (device) => {
    const health = find(device)?.session()?.health();
    return yes({
      socket: health?.isOpen === true ? 'open' : 'closed',
      last_heard_at: health?.lastHeardAt?.toISOString() ?? null,
      connected_since: health?.openSince?.toISOString() ?? null,
      phone_last_seen_at: health?.phoneSeenAt?.toISOString() ?? null,
      unanswered_queries: health?.unanswered ?? 0,
    });
  },
  checkNumber: async (device, { phone }) => {
    const runner = find(device);
    if (unlinked.has(runner?.state() ?? null)) return no('device_not_linked');
    const checked = await runner?.session()?.checkNumber(phone);
    if (!checked) return no('device_not_answering');
    return yes({ on_whatsapp: checked.onWhatsApp, lid: checked.lid });
  },
});

/** Whoever is in one of these belongs to no number. */
const unlinked: ReadonlySet<DeviceState | null> = new Set([
  'not_started',
  'qr_ready',
  'pairing_code_ready',
  'logged_out',
]);
