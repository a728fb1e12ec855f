import type { FailureText, Operation } from '@parley/contract';
import { build } from './build.ts';
import { fieldsWithoutDescription } from './fields.ts';
import type { Fault, Gate } from './gate.ts';
import { listFiles } from './tree.ts';

export const contract: Gate = {
  name: 'contract',
  find: async () => {
    await build();
    const { operations, failures } = await import('@parley/contract');
    return [...operationFaults(operations, new Set(await listFiles())), ...failureFaults(failures)];
  },
};

/** Every operation is told apart by name and address, is described field by field, and has its test file. */
export const operationFaults = (operations: readonly Operation[], files: ReadonlySet<string>): Fault[] => [
  ...doubles(operations.map(({ name }) => kebab(name))).map((name) => fault(name, 'is the name of two operations.')),
  ...doubles(operations.map(({ http }) => `${http.method} ${http.path}`)).map((address) =>
    fault(address, 'is the address of two operations.'),
  ),
  ...operations.flatMap(({ name, summary, input, output }) => [
    ...(isSentence(summary) ? [] : [fault(name, 'has a summary that is no sentence.')]),
    ...fieldsWithoutDescription(input, 'input').map((field) => fault(name, `does not describe its input ${field}.`)),
    ...fieldsWithoutDescription(output, 'output').map((field) => fault(name, `does not describe its output ${field}.`)),
    ...(files.has(testFileOf(name)) ? [] : [fault(name, `has no ${testFileOf(name)}.`)]),
  ]),
];

/** Every failure says what is wrong and what to do, in sentences. */
export const failureFaults = (failures: Record<string, FailureText>): Fault[] =>
  Object.entries(failures).flatMap(([code, { message, action }]) => [
    ...(isSentence(message) || plainCodes.includes(code)
      ? []
      : [fault(code, `says "${message}", which is no sentence.`)]),
    ...(isSentence(action) ? [] : [fault(code, `advises "${action}", which is no sentence.`)]),
  ]);

// Other programs match the bodies of these three, word by word.
const plainCodes = ['token_missing', 'token_invalid', 'api_access_missing'];

const testFileOf = (name: string): string => `apps/api/test/${kebab(name)}.test.ts`;

/** `messages.sendText` → `messages-send-text` */
const kebab = (name: string): string =>
  name.replaceAll('.', '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const isSentence = (text: string): boolean => /^\S.*[^.\s]\.$/.test(text);

const doubles = (words: readonly string[]): string[] => [
  ...new Set(words.filter((word, index) => words.indexOf(word) !== index)),
];

const fault = (name: string, what: string): Fault => ({
  where: `libs/contract/src (${name})`,
  what: `${name} ${what}`,
  mend: 'Complete the contract.',
});
