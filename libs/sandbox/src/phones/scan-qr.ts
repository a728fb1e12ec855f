import type { Account, LinkedDevice } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { Refused } from '../refused.ts';
import { linkDevice } from './link-device.ts';

/** Scans the text of a QR code, as a person does with the phone that owns the account. */
export const scanQr = async (network: Network, account: Account, text: string): Promise<LinkedDevice> => {
  const [shown = '', noiseKey = '', identity = '', secret = ''] = text.slice(text.indexOf('#') + 1).split(',');
  const found = network.linkings.findByRef(shown);
  if (found === undefined) throw new Refused('this QR code is not, or no longer, shown by anybody');
  const { linking, ref } = found;
  if (network.clock.now() >= ref.until) throw new Refused('this QR code has expired: scan the one that is shown now');
  const isSame = (read: string, proven: Buffer): boolean => Buffer.from(read, 'base64').equals(proven);
  if (!isSame(noiseKey, linking.noiseKey) || !isSame(identity, linking.identity))
    throw new Refused('this QR code carries other keys than its client');
  const advSecret = Buffer.from(secret, 'base64');
  if (advSecret.length !== 32) throw new Refused('this QR code carries no secret');
  return linkDevice(network, { account, linking, advSecret });
};
