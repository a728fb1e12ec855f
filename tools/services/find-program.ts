import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env } from '../env.ts';

/** The first of these programs on the PATH. */
export const findProgram = (names: string[]): string | null => {
  const folders = env.path.split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram) ?? null;
};

export const isProgram = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
