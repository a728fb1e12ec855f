import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys/WAProto/index.js';

/** Everything the key of a vote depends on: whoever does not know the secret of the poll cannot read it, and no vote
 * passes for another's. Jids without devices. */
export type Ballot = { secret: Uint8Array; pollId: string; creator: string; voter: string };

export const sealVote = (ballot: Ballot, options: readonly string[]): proto.Message.IPollEncValue => {
  const encIv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(ballot), encIv).setAAD(associatedWith(ballot));
  const vote = proto.Message.PollVoteMessage.encode({ selectedOptions: options.map(hashOption) }).finish();
  return { encPayload: Buffer.concat([cipher.update(vote), cipher.final(), cipher.getAuthTag()]), encIv };
};

/** The hashes of the options chosen; null where this vote is not of this ballot. */
export const openVote = (ballot: Ballot, { encPayload, encIv }: proto.Message.IPollEncValue): Buffer[] | null => {
  if (!encPayload || !encIv || encPayload.length < 16) return null;
  const decipher = createDecipheriv('aes-256-gcm', keyOf(ballot), encIv).setAAD(associatedWith(ballot));
  decipher.setAuthTag(encPayload.subarray(-16));
  try {
    const vote = Buffer.concat([decipher.update(encPayload.subarray(0, -16)), decipher.final()]);
    return proto.Message.PollVoteMessage.decode(vote).selectedOptions.map((hash) => Buffer.from(hash));
  } catch {
    return null;
  }
};

/** A vote names what it chooses by hash alone. */
export const hashOption = (option: string): Buffer => createHash('sha256').update(option).digest();

const associatedWith = ({ pollId, voter }: Ballot): Buffer => Buffer.from(`${pollId}\0${voter}`);

const keyOf = ({ secret, pollId, creator, voter }: Ballot): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `${pollId}${creator}${voter}Poll Vote`, 32));
