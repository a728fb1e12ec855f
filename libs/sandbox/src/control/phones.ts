import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { addAccount } from '../handsets/add-account.ts';
import type { Directory } from '../directory/directory.ts';
import { enterCode } from '../phones/enter-code.ts';
import { importHistory } from '../phones/import-history.ts';
import { provision } from '../phones/provision.ts';
import { scanQr } from '../phones/scan-qr.ts';
import { unlinkDevices } from '../phones/unlink-device.ts';
import { NotFound, Refused } from '../refused.ts';
import { call, type ControlCall } from './call.ts';
import { history, toRemembered } from './history-shape.ts';
import { getPhone, linkedDevicesOf, nothing, ownName, phoneNumber } from './shapes.ts';

/** A number from a range that is nobody's; a crowd gets longer ones, which could not even be dialled. */
const newPhone = (directory: Directory): string => {
  const digits = directory.count() < 5000 ? 4 : 6;
  for (;;) {
    const phone = `1202556${String(randomInt(10 ** digits)).padStart(digits, '0')}`;
    if (directory.findByPhone(phone) === undefined) return phone;
  }
};

export const phoneCalls: readonly ControlCall[] = [
  call({
    method: 'POST',
    path: '/phones',
    body: z
      .strictObject({ phone: phoneNumber.optional(), name: ownName.optional(), history: history.default([]) })
      .default({ history: [] }),
    answer: (network, { body }) => {
      const phone = body.phone ?? newPhone(network.directory);
      if (network.directory.findByPhone(phone) !== undefined) throw new Refused(`${phone} is on the network already`);
      const remembered = toRemembered(network, body.history);
      const account = addAccount(network, {
        kind: 'phone',
        phone,
        ...(body.name === undefined ? {} : { name: body.name }),
      });
      importHistory(network, account, remembered);
      return { phone, lid: account.lid };
    },
  }),
  call({
    method: 'GET',
    path: '/phones/:phone',
    body: nothing,
    answer: (network, { params }) => {
      const account = getPhone(network, params['phone']);
      const { phone, lid } = account;
      const devices = linkedDevicesOf(account);
      return { phone, lid, devices, connections: devices.filter(({ connected }) => connected).length };
    },
  }),
  call({
    method: 'POST',
    path: '/phones/:phone/scan',
    body: z.strictObject({ qr: z.string().min(1) }),
    answer: async (network, { params, body }) => {
      const device = await scanQr(network, getPhone(network, params['phone']), body.qr);
      return { device: device.id };
    },
  }),
  call({
    method: 'POST',
    path: '/phones/:phone/enter-code',
    body: z.strictObject({ code: z.string().min(1).max(64) }),
    answer: async (network, { params, body }) => {
      const device = await enterCode(network, getPhone(network, params['phone']), body.code);
      return { device: device.id };
    },
  }),
  call({
    method: 'POST',
    path: '/phones/:phone/unlink',
    body: z.strictObject({ device: z.number().int().positive().optional() }).default({}),
    answer: (network, { params, body }) => {
      const phone = getPhone(network, params['phone']);
      const unlinked = unlinkDevices(network, phone, body.device);
      if (body.device !== undefined && unlinked.length === 0)
        throw new NotFound(`${phone.phone} has no linked device ${body.device}`);
      return { unlinked };
    },
  }),
  call({
    method: 'POST',
    path: '/phones/:phone/provision',
    body: nothing,
    answer: (network, { params }) => provision(network, getPhone(network, params['phone'])),
  }),
];
