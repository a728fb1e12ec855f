import type { Connection } from '../connections/connection.ts';
import type { Account, LinkedDevice } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { MalformedStanza, node, type WireNode } from '../wire/node.ts';

/** The linked device that says something, and over which connection. */
export type From = { connection: Connection; account: Account; device: LinkedDevice };

/** Answers one kind of question: an <iq> of an xmlns, of a type, and where several share both, with a certain child.
 * What it returns stands in the result. */
export type QueryHandler = {
  /** How faults name it. */
  name: string;
  xmlns: string;
  type: 'get' | 'set';
  child?: string;
  answer: (network: Network, from: From, iq: WireNode) => WireNode[] | Promise<WireNode[]>;
};

/** Takes one kind of stanza that is not a question. */
export type StanzaHandler = {
  tag: string;
  receive: (network: Network, from: From, stanza: WireNode) => void | Promise<void>;
};

/** Thrown by a handler whose answer is no; the client gets an error with this code. */
export class Refusal extends Error {
  readonly code: number;
  constructor(code: number, text: string) {
    super(text);
    this.code = code;
  }
}

/** The refusal of what nobody here understands; it is remembered as strange, for a test to see. */
export const notUnderstood = ({ strangeness }: Network, { id }: Connection, what: string): Refusal => {
  strangeness.write(id, what);
  return new Refusal(501, 'feature-not-implemented');
};

/** How a client is told that its question was refused; anything else that was thrown is thrown on. */
export const toErrorNode = (error: unknown): WireNode => {
  if (error instanceof Refusal) return node('error', { code: error.code, text: error.message });
  if (error instanceof MalformedStanza) return node('error', { code: 400, text: error.message });
  throw error;
};
