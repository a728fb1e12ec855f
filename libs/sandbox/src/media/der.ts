/** Writes DER, as far as certificates need it. */
export const der = {
  sequence: (...parts: Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts)),
  set: (...parts: Buffer[]): Buffer => tagged(0x31, Buffer.concat(parts)),
  /** What is true is said; what is false is left out. */
  yes: (): Buffer => tagged(0x01, Buffer.from([0xff])),
  /** Of a number that is not negative, by its bytes. */
  integer: (bytes: Buffer): Buffer => {
    const first = bytes.findIndex((byte) => byte !== 0);
    const needed = first === -1 ? Buffer.from([0]) : bytes.subarray(first);
    return tagged(0x02, (needed[0] ?? 0) < 0x80 ? needed : Buffer.concat([Buffer.from([0]), needed]));
  },
  bits: (bytes: Buffer, unused = 0): Buffer => tagged(0x03, Buffer.concat([Buffer.from([unused]), bytes])),
  octets: (bytes: Buffer): Buffer => tagged(0x04, bytes),
  text: (text: string): Buffer => tagged(0x0c, Buffer.from(text)),
  /** Dotted, as `2.5.29.17`. */
  oid: (dotted: string): Buffer => {
    const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
    return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(toBase128)]));
  },
  time: (at: Date): Buffer => tagged(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]|\..*$/gu, '')}Z`)),
  /** What a structure numbers instead of naming; `holds` tells whether other values are inside. */
  numbered: (number: number, holds: 'bytes' | 'values', content: Buffer): Buffer =>
    tagged((holds === 'values' ? 0xa0 : 0x80) + number, content),
};

const tagged = (tag: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([tag]), lengthOf(content), content]);

const lengthOf = ({ length }: Buffer): Buffer => {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  const needed = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([0x80 + needed.length]), needed]);
};

const toBase128 = (value: number): number[] => {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
};
