import { no, recipient, type Result, yes } from '@parley/contract';
import { parseRecipient } from '../messages/parse-recipient.ts';

/** The numbers in digits, each once: whoever is named twice is written to once. Each that is none is named. */
export const parsePhones = (written: readonly string[]): Result<string[], 'input_invalid'> => {
  const parsed = written.map((text) => ({ text, digits: toDigits(text) }));
  const bad = parsed.filter(({ digits }) => digits === null);
  if (bad.length > 0)
    return no('input_invalid', {
      phone: bad.map(({ text }) => `The phone number ${text.slice(0, shownMax)} is invalid.`),
    });
  return yes([...new Set(parsed.flatMap(({ digits }) => digits ?? []))]);
};

/** As much of a bad one as shows which it is. */
const shownMax = 40;

const toDigits = (text: string): string | null => {
  const { data } = recipient.safeParse(text);
  return data === undefined ? null : parseRecipient(data);
};
