/** The pages of the dashboard, below a tenant's base; sign-up alone is on the bare host. Mails lead to them. */
export const pages = {
  home: '/',
  signUp: '/signup',
  logIn: '/login',
  forgotten: '/forgotten-password',
  devices: '/devices',
  /** One device, by its id. */
  device: '/devices/:device',
  messages: '/messages',
  /** One message, by its id. */
  message: '/messages/:message',
  send: '/send',
  reports: '/reports',
  tokens: '/tokens',
  /** A mailed code stands behind the `#` of these: what stands there is sent to nobody. */
  invitation: '/invitation',
  verifyEmail: '/verify-address',
  newPassword: '/new-password',
} as const;
