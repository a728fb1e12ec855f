/** Plain text to one person. */
export type Mail = { to: string; subject: string; text: string };

/** A way out for mail. It throws when the mail could not be handed over, and gives up when `signal` says so. */
export type Mailer = { send(mail: Mail, signal: AbortSignal): Promise<void> };
