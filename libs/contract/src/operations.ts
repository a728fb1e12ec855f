import { exportAudit, listAudit, verifyAudit } from './audit.ts';
import { cancelBatch, getBatch, sendBatch } from './batches.ts';
import { compatOperations } from './compat.ts';
import {
  addDevice,
  changeDevice,
  checkNumber,
  deleteDevice,
  getDevice,
  getDeviceHealth,
  linkDevice,
  listDeviceLog,
  listDevices,
  restartDevice,
  stopDevice,
  unlinkDevice,
} from './devices.ts';
import { listEvents } from './events.ts';
import { acceptInvitation, createInvitation, listInvitations, withdrawInvitation } from './invitations.ts';
import { sendEmailLink, verifyEmail } from './emails.ts';
import { closeEveryLogin, closeLogin, getMe, openLogin } from './logins.ts';
import { changePassword, forgetPassword, resetPassword } from './passwords.ts';
import { addMember, changeMember, listMembers, removeMember } from './members.ts';
import { cancelMessage, getMessage, getTimeline, listMessages, sendText } from './messages.ts';
import type { Operation } from './operation.ts';
import { listPlans } from './plans.ts';
import { getBalance, getUsage, listFailedNumbers } from './reports.ts';
import { changeSettings, deleteAccount, getAccount, getSettings, signUp } from './tenants.ts';
import { createToken, listTokens, regenerateToken, revokeToken } from './tokens.ts';

/** Every operation there is, in the order in which documents list them. */
export const operations = [
  signUp,
  getAccount,
  deleteAccount,
  listPlans,
  getSettings,
  changeSettings,
  openLogin,
  closeLogin,
  closeEveryLogin,
  getMe,
  verifyEmail,
  sendEmailLink,
  changePassword,
  forgetPassword,
  resetPassword,
  listMembers,
  addMember,
  changeMember,
  removeMember,
  listInvitations,
  createInvitation,
  withdrawInvitation,
  acceptInvitation,
  listTokens,
  createToken,
  regenerateToken,
  revokeToken,
  listDevices,
  addDevice,
  getDevice,
  changeDevice,
  deleteDevice,
  linkDevice,
  unlinkDevice,
  stopDevice,
  restartDevice,
  getDeviceHealth,
  listDeviceLog,
  checkNumber,
  sendText,
  cancelMessage,
  listMessages,
  getMessage,
  getTimeline,
  sendBatch,
  getBatch,
  cancelBatch,
  getBalance,
  listFailedNumbers,
  getUsage,
  listEvents,
  listAudit,
  verifyAudit,
  exportAudit,
  ...compatOperations,
] as const satisfies readonly Operation[];

export type OperationName = (typeof operations)[number]['name'];
