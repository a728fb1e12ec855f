import type { z } from 'zod';

/** Says of a field what is wrong with it, to go on from its name; where the schema says so itself, that stands. */
export const fieldWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin in counted && issue.minimum === 1
        ? 'must not be empty'
        : `must ${measured(issue.origin, `at least ${String(issue.minimum)}`)}`;
    case 'too_big':
      return `must ${measured(issue.origin, `at most ${String(issue.maximum)}`)}`;
    case 'invalid_format':
      return formats[issue.format];
    case 'invalid_key':
      return issue.issues.map(({ message }) => message).join(', ');
    case 'custom':
    case 'invalid_element':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return undefined;
  }
};

const kinds: Record<string, string> = {
  string: 'a text, in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const counted: Record<string, string> = { string: 'characters', array: 'items' };

const measured = (origin: string, bound: string): string =>
  counted[origin] === undefined ? `be ${bound}` : `have ${bound} ${counted[origin]}`;

const formats: Record<string, string> = {
  datetime: 'must be a time with its zone, like 2026-03-01T09:30:00Z',
  date: 'must be a day, like 2026-03-01',
  email: 'must be an email address',
  url: 'must be a URL',
};
