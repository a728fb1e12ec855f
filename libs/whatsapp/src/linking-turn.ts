import type { SessionOptions } from './session-options.ts';
import type { VaultState } from './vault-state.ts';

/** The turn of one device to do the expensive part of its linking. */
export type LinkingTurn = {
  /** Resolves once this device may connect, at once where that is not part of a linking. */
  begin: (state: VaultState) => Promise<void>;
  /** The expensive part is over, or never came. */
  end: () => void;
  /** Nobody waits for it any more. */
  giveUp: () => void;
};

export const createLinkingTurn = ({
  linkingTurn,
  logger,
}: Pick<SessionOptions, 'linkingTurn' | 'logger'>): LinkingTurn => {
  const wanted = new AbortController();
  let release: (() => void) | null = null;
  return {
    begin: async ({ isLinked, auth }) => {
      // A device that was paired and has no pre-keys yet has the most of it before it. Its keys are in the vault: it can
      // wait.
      if (linkingTurn === undefined || !isLinked() || auth.creds.nextPreKeyId > 1) return;
      try {
        release = await linkingTurn(wanted.signal);
      } catch (error) {
        if (!wanted.signal.aborted) logger.warn({ err: error }, 'the linking goes on without a turn');
      }
    },
    end: () => {
      release?.();
      release = null;
    },
    giveUp: () => wanted.abort(),
  };
};
