// What Parley does by itself about a device in trouble, and about what trouble: the words in `device.recovery`.

/** Every step, as a sentence. */
export const recoverySteps = {
  connect_at_once: 'Parley connects it again at once.',
  connect_later: 'Parley connects it again after a while, longer each time.',
  begin_anew: 'Parley goes on with fresh keys, and shows another code.',
  resync: 'Parley asks WhatsApp again for what the devices of the number agree on.',
  restart: 'Parley hangs up and connects it again.',
  ask_person: 'Parley can do no more by itself; the device waits for a person.',
  forget_keys: 'Parley has forgotten its keys, which nobody can use any more.',
  none: 'It is over; nothing is to be done.',
} as const;

/** Every trouble, as a sentence. */
export const recoveryTroubles = {
  connection_lost: 'The connection was lost.',
  replaced: 'Another program took over the connection.',
  dropped_while_linking: 'The connection was lost before the device was linked.',
  not_connecting: 'The device did not get connected in time.',
  app_state: 'What the devices of the number agree on (archived chats, names of contacts) is not in step.',
  phone_not_told: 'The phone could not be told that the device is unlinked: it may still be on its list.',
} as const;

export type RecoveryStep = keyof typeof recoverySteps;
export type RecoveryTrouble = keyof typeof recoveryTroubles;
