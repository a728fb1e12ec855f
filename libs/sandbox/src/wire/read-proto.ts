import { MalformedStanza } from './node.ts';

/** Reads a protobuf message that a client wrote; whatever is none is malformed, like all else that it says wrong. */
export const readProto = <Message>(kind: { decode: (bytes: Uint8Array) => Message }, bytes: Uint8Array): Message => {
  try {
    return kind.decode(bytes);
  } catch {
    throw new MalformedStanza('bytes are not the message they should be');
  }
};
