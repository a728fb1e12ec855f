import { describe, expect, it } from 'vitest';
import { createDice } from '../../test/dice.ts';
import { createFrameReader, introduction, toFrame } from './frames.ts';

const longest = 2 ** 24 - 1;
const open = (limit = longest) => {
  const read = createFrameReader(() => limit);
  return (piece: Buffer): string[] => Array.from(read(piece), (frame) => frame.toString('hex'));
};
const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('a frame', () => {
  it('is its length in three bytes, then its body', () => {
    expect(toFrame(Buffer.from('abc')).toString('hex')).toBe('000003616263');
    expect(toFrame(Buffer.alloc(70_000)).subarray(0, 4).toString('hex')).toBe('01117000');
    expect(() => toFrame(Buffer.alloc(2 ** 24))).toThrow();
  });
});

describe('reading frames', () => {
  const stream = bytes('57410603 000001aa 000000 000002bbcc');
  it('takes many in one piece, an empty one too', () => {
    expect(open()(stream)).toEqual(['aa', '', 'bbcc']);
  });
  it('takes them byte by byte, each as soon as it is whole', () => {
    const read = open();
    const found = [...stream].map((byte) => read(Buffer.from([byte])));
    expect(found.flat()).toEqual(['aa', '', 'bbcc']);
    expect(found.findIndex((frames) => frames.length > 0)).toBe(7);
  });
  it('takes an introduction with the way to a place before it', () => {
    const routed = bytes('45440001 000003 010203 57410603 000001aa');
    expect(open()(routed)).toEqual(['aa']);
    const read = open();
    expect([...routed].flatMap((byte) => read(Buffer.from([byte])))).toEqual(['aa']);
  });
  it('is the same in whatever pieces', () => {
    const dice = createDice(1);
    for (let round = 0; round < 300; round += 1) {
      const bodies = Array.from({ length: dice.below(6) }, () => dice.bytes(dice.below(300)));
      let rest = Buffer.concat([introduction, ...bodies.map(toFrame)]);
      const read = open();
      const found: string[] = [];
      while (rest.length > 0) {
        const count = dice.below(dice.pick([3, 10, 400]));
        found.push(...read(rest.subarray(0, count)));
        rest = rest.subarray(count);
      }
      expect(found).toEqual(bodies.map((body) => body.toString('hex')));
    }
  });
  it('gives frames that nothing later writes into', () => {
    const read = createFrameReader(() => longest);
    const frames = ['57410603 0000', '02 aaaa 0000', '02 bbbb 0000', '02 cccc'].flatMap((piece) => [
      ...read(bytes(piece)),
    ]);
    expect(frames.map((frame) => frame.toString('hex'))).toEqual(['aaaa', 'bbbb', 'cccc']);
  });
  it.each([
    ['a browser', Buffer.from('GET / HTTP/1.1')],
    ['another protocol', bytes('57410503')],
    ['a wrong first byte', bytes('00')],
    ['half of an introduction', bytes('5742')],
    ['another dictionary', bytes('57410602')],
    ['a way that is none', bytes('45440002')],
    ['a way of a kilobyte and more', bytes('45440001 000401')],
    ['a way, then no introduction', bytes('45440001 000001 aa 58')],
    ['a second way', bytes('45440001 000001 aa 45440001')],
  ])('refuses %s, as soon as it shows', (_what, piece) => {
    expect(() => open()(piece)).toThrow();
    const read = open();
    expect(() => [...piece].forEach((byte) => read(Buffer.from([byte])))).toThrow();
  });
  it('refuses a frame that announces too much, before any of it has come', () => {
    const read = open(100);
    expect(read(bytes('57410603'))).toEqual([]);
    expect(read(toFrame(Buffer.alloc(100)))).toHaveLength(1);
    expect(() => read(bytes('000065'))).toThrow();
  });
  it('asks for the limit anew for each frame', () => {
    let limit = 1;
    const found: number[] = [];
    for (const frame of createFrameReader(() => limit)(bytes('57410603 000001aa 000002bbcc'))) {
      found.push(frame.length);
      limit = 2;
    }
    expect(found).toEqual([1, 2]);
  });
  it('holds nothing for what is only announced', () => {
    const before = process.memoryUsage().arrayBuffers;
    const readers = Array.from({ length: 100 }, () => open());
    for (const read of readers) read(bytes('57410603 ffffff 00'));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });
  it('copies a large frame that arrives in many pieces a few times at most', () => {
    const body = Buffer.alloc(4 * 2 ** 20);
    const stream = Buffer.concat([introduction, toFrame(body)]);
    const cost = (step: number): number => {
      const read = createFrameReader(() => longest);
      const before = process.cpuUsage();
      let count = 0;
      for (let at = 0; at < stream.length; at += step)
        for (const frame of read(stream.subarray(at, at + step))) count += frame.length;
      expect(count).toBe(body.length);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    // Gathered piece on piece, 65 thousand pieces would be 130 gigabytes of copying: a minute, not a moment.
    expect(cost(64), 'microseconds of work').toBeLessThan(2_000_000);
  });
});
