import { createParamDecorator } from '@nestjs/common';
import { type Listener, listenerIn } from './listener.ts';
import { type Once, onceIn } from './once.ts';

/** Who sends something: once, by their key; and perhaps waits for what becomes of it. */
export type Sender = { once: Once; listener: Listener };

export const Sender = createParamDecorator((_: unknown, context): Sender => ({
  once: onceIn(context),
  listener: listenerIn(context),
}));
