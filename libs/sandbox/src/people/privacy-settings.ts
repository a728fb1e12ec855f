const audience = ['all', 'contacts', 'contact_blacklist', 'none'];

/** Every setting of privacy there is, and what it can be: `all` is what nobody has to choose. */
export const privacySettings: ReadonlyMap<string, readonly string[]> = new Map([
  ['readreceipts', ['all', 'none']],
  ['last', audience],
  ['online', ['all', 'match_last_seen']],
  ['profile', audience],
  ['status', audience],
  ['groupadd', audience],
  ['calladd', ['all', 'known']],
  ['messages', ['all', 'contacts']],
]);
