/** Something a gate found: where (`file:line`, or a file), what is wrong there, and how to mend it. */
export type Fault = { where: string; what: string; mend: string };

/** One promise about the tree. The logic of each is a pure function with its test beside it. */
export type Gate = {
  name: string;
  find: () => Promise<Fault[]>;
  /** Renews the generated file that the gate compares with reality. */
  write?: () => Promise<void>;
};
