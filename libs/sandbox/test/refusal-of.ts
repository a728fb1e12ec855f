import { z } from 'zod';

/** The words with which something is refused, taken hold of at once, since the refusal may come before anybody waits. */
export const refusalOf = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    await attempt;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('this was not refused');
};

/** The code with which the server refuses a client's question, as Baileys hands it on; 200 where it does not. */
export const codeOf = async (asked: Promise<unknown>): Promise<number> => {
  try {
    await asked;
    return 200;
  } catch (error) {
    return refusalShape.parse(error).data;
  }
};

const refusalShape = z.object({ data: z.number() });
