import { type Event, listMessages, type Message } from '@parley/contract';
import { useCallback } from 'react';
import { ask } from '../api/ask.ts';
import { type AskPage, useLiveList } from '../events/use-live-list.ts';
import { type Filters, toInput } from './filters.ts';

/** The messages that the filters let through, as many as were asked for, and as they are now. */
export const useMessages = (filters: Filters) => {
  const askPage: AskPage<Message> = useCallback(
    (page) => ask(listMessages, { ...toInput(filters), ...page }),
    [filters],
  );
  return useLiveList(askPage, isAboutMessages);
};

const isAboutMessages = ({ type }: Event): boolean => type.startsWith('message.');
