import type { Fault, Gate } from './gate.ts';

type Options = { write: boolean; tell: (line: string) => void };

/** Runs them all, two side by side, tells of each when it is done, and returns the names of those that failed. */
export const runGates = async (gates: readonly Gate[], { write, tell }: Options): Promise<string[]> => {
  const failed: string[] = [];
  const waiting = gates.values();
  const lane = async () => {
    for (const gate of waiting) {
      const startedAt = Date.now();
      const faults = await faultsOf(gate, write);
      const took = `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
      if (faults.length > 0) failed.push(gate.name);
      tell(`${faults.length === 0 ? 'ok    ' : 'FAILED'}  ${gate.name.padEnd(14)} ${took.padStart(7)}`);
      for (const { where, what, mend } of faults) tell(`        ${where}  ${what}\n          → ${mend}`);
    }
  };
  await Promise.all([lane(), lane()]);
  return failed;
};

// A gate that cannot run holds nothing: that is a fault like any other, and the rest go on.
const faultsOf = async (gate: Gate, write: boolean): Promise<Fault[]> => {
  try {
    if (write) await gate.write?.();
    return await gate.find();
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [{ where: 'tools/check', what: `The gate itself broke: ${what}`, mend: 'Mend what it says above.' }];
  }
};
