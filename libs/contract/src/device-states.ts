// How a device is, why, and what a person can do about it: one list for REST, MCP, the event feed and the dashboard.

import { namesOf } from './names-of.ts';

/** What a person reads of a reason, and what they can do; null where nothing is to be done. */
type Told = { message: string; userAction: string | null };

const again = 'Link it again.';
const wait = null;

/** Every state, with every reason there can be for it. */
export const deviceStates = {
  not_started: {
    never_linked: { message: 'This device was never linked to a number.', userAction: 'Link it, by QR or by code.' },
    link_ran_out: { message: 'The device was not linked in time.', userAction: 'Begin linking again.' },
    code_refused: {
      message: 'WhatsApp gave no code for this number.',
      userAction: 'Check the number and begin again, or link by QR.',
    },
    link_stopped: { message: 'Linking was stopped.', userAction: 'Begin linking again.' },
  },
  connecting: {
    starting: { message: 'The device is connecting.', userAction: wait },
    reconnecting: { message: 'The device is connecting again.', userAction: wait },
    restarting: { message: 'WhatsApp asked for a new connection.', userAction: wait },
  },
  qr_ready: {
    waiting_for_scan: { message: 'A QR code is ready.', userAction: 'Scan it in WhatsApp, under Linked devices.' },
  },
  pairing_code_ready: {
    waiting_for_code: {
      message: 'A pairing code is ready.',
      userAction: 'Enter it in WhatsApp, under Linked devices, Link with phone number.',
    },
  },
  connected: {
    connected: { message: 'The device is connected.', userAction: wait },
  },
  disconnected: {
    connection_lost: { message: 'The connection was lost. Parley connects again by itself.', userAction: wait },
    not_answering: { message: 'WhatsApp does not answer. Parley tries again by itself.', userAction: wait },
    connection_refused: { message: 'WhatsApp refuses connections now. Parley tries again later.', userAction: wait },
    proxy_refused: {
      message: "The device's proxy does not take the connection. Parley tries again by itself.",
      userAction: 'Look whether the proxy runs, and whether its address, user and password are right.',
    },
    whatsapp_unavailable: { message: 'WhatsApp is not available. Parley tries again by itself.', userAction: wait },
    replaced: {
      message: 'Another program took over the connection of this device.',
      userAction: 'If that was not Parley, unlink the device on the phone and link it again.',
    },
    waiting_for_worker: { message: 'No worker is there for this device.', userAction: 'Tell whoever runs Parley.' },
  },
  restricted: {
    temporarily_banned: {
      message: 'WhatsApp has locked this number for some time.',
      userAction: 'Wait until WhatsApp on the phone says that it is over; send less after that.',
    },
    reachout_locked: {
      message: 'WhatsApp lets this number write to nobody new for some time. Replies go on.',
      userAction: 'Wait; write to people who know the number.',
    },
  },
  needs_human: {
    client_outdated: {
      message: 'WhatsApp no longer takes this version of its web client.',
      userAction: 'Let whoever runs Parley set a newer WhatsApp version.',
    },
    restarts_in_vain: { message: 'Starting again did not help.', userAction: 'Restart the device, or link it again.' },
    unknown_refusal: {
      message: 'WhatsApp refuses this device with a code that Parley does not know.',
      userAction: 'Open WhatsApp on the phone and look for a notice; then restart the device.',
    },
  },
  stopped: {
    stopped_by_you: { message: 'The device was stopped.', userAction: 'Restart it to go on.' },
  },
  logged_out: {
    removed_on_phone: { message: 'The device was removed on the phone.', userAction: again },
    unlinked_by_you: { message: 'The device was unlinked.', userAction: again },
    device_number_taken: {
      message: 'Another device of yours has this number.',
      userAction: 'Use that device, or unlink it first.',
    },
    keys_lost: { message: 'The keys of this device are not usable any more.', userAction: again },
  },
  banned: {
    banned: {
      message: 'WhatsApp has banned this number.',
      userAction: 'Appeal in WhatsApp on the phone, or link another number.',
    },
  },
  link_blocked: {
    passkey_required: {
      message: 'WhatsApp wants a passkey to link this number, which programs cannot give.',
      userAction: 'Link another number, or try again some weeks later.',
    },
  },
} as const satisfies Record<string, Record<string, Told>>;

export type DeviceState = keyof typeof deviceStates;
export const deviceStateNames = namesOf(deviceStates);
/** A state with one of its own reasons; another state's does not compile. */
export type DeviceCondition = { [S in DeviceState]: { state: S; reason: keyof (typeof deviceStates)[S] } }[DeviceState];
