import type { addDevice, Network, RequestOf } from '@parley/contract';

/** A device as its form holds it, before it is asked for. */
export type DeviceDraft = { name: string; network: Network; phone: string; proxy: string };

export const emptyDraft: DeviceDraft = { name: '', network: 'live', phone: '', proxy: '' };

/** What was left empty is not asked for. */
export const toInput = ({ name, network, phone, proxy }: DeviceDraft): RequestOf<typeof addDevice> => ({
  name,
  network,
  ...(phone.trim() !== '' && { phone }),
  ...(proxy.trim() !== '' && { proxy: proxy.trim() }),
});
