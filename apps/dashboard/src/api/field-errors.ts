import type { Trouble } from './call.ts';

/** What a field did wrong, in sentences; what is wrong inside it (`ips.0`) counts as its own. */
export const fieldErrors = (problem: Trouble | null, field: string): string[] =>
  Object.entries(problem?.errors ?? {})
    .filter(([name]) => name === field || name.startsWith(`${field}.`))
    .flatMap(([name, faults]) => faults.map((fault) => toSentence(fault, name.slice(field.length + 1))));

/** The contract's words continue the name of the field: `must be …`. Alone they are a sentence. */
const toSentence = (fault: string, place: string): string => {
  if (/^\d+$/.test(place)) return `Number ${Number(place) + 1} ${fault}.`;
  if (fault.startsWith('is ')) return `This ${fault}.`;
  return `${fault.charAt(0).toUpperCase()}${fault.slice(1)}.`;
};
