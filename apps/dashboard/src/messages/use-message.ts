import { type Event, getMessage, type Message, type MessageId } from '@parley/contract';
import { useCallback, useRef } from 'react';
import { ask } from '../api/ask.ts';
import type { Trouble } from '../api/call.ts';
import { useLive } from '../events/use-live.ts';

type Seen = { message: Message | null; problem: Trouble | null };

/** One message as it is now. What was seen last stays on the page while it cannot be asked. */
export const useMessage = (id: MessageId) => {
  const last = useRef<Message | null>(null);
  const load = useCallback(async (): Promise<Seen> => {
    const answer = await ask(getMessage, { id });
    if (answer.ok) last.current = answer.value;
    else if (answer.problem.code === 'message_not_found') last.current = null;
    return { message: last.current, problem: answer.ok ? null : answer.problem };
  }, [id]);
  const isAbout = useCallback(({ data }: Event) => data['message'] === id, [id]);
  return useLive(load, isAbout);
};
