import { describe, expect, it } from 'vitest';
import { findGaps, findKeyTrouble, findOpen, findTwoHolders, type LedgerEntry } from './ledger-checks.ts';

const account = '15550001';

/** What happened to one account, in seconds. */
const happened = (...entries: [at: number, kind: LedgerEntry['kind'], connection: number][]): LedgerEntry[] =>
  entries.map(([at, kind, connection], seq) => ({
    seq,
    at: at * 1_000,
    kind,
    account,
    connection,
    ...(kind === 'receipt' ? { to: '15550002' } : {}),
  }));

describe('two holders of a device', () => {
  it('are none where one follows the other', () => {
    const ledger = happened([0, 'login', 1], [1, 'message', 1], [2, 'close', 1], [3, 'login', 2], [4, 'receipt', 2]);
    expect(findTwoHolders(ledger)).toEqual([]);
  });

  it('are none where the earlier is closed at once', () => {
    expect(findTwoHolders(happened([0, 'login', 1], [3, 'login', 2], [3.5, 'close', 1]))).toEqual([]);
  });

  it('are told where the earlier stays, or is closed too late', () => {
    const told = [`1: ${account} logged in, and its earlier connection stayed open`];
    expect(findTwoHolders(happened([0, 'login', 1], [3, 'login', 2]))).toEqual(told);
    expect(findTwoHolders(happened([0, 'login', 1], [3, 'login', 2], [5, 'close', 1]))).toEqual(told);
  });

  it.each(['message', 'receipt'] as const)('are told where the earlier says a %s still', (kind) => {
    const ledger = happened([0, 'login', 1], [3, 'login', 2], [3.1, kind, 1], [3.2, 'close', 1]);
    expect(findTwoHolders(ledger)).toEqual([`2: ${account} spoke on an earlier connection`]);
  });
});

it('knows who has an open connection', () => {
  expect(findOpen(happened([0, 'login', 1]))).toEqual(new Set([account]));
  expect(findOpen(happened([0, 'login', 1], [1, 'close', 1]))).toEqual(new Set());
  expect(findOpen(happened([0, 'login', 1], [1, 'login', 2], [1, 'close', 1]))).toEqual(new Set([account]));
});

it('knows for how long somebody was away, also where the ledger begins in the middle', () => {
  const ledger = happened([2, 'close', 1], [3, 'login', 2], [7, 'close', 2], [9.5, 'login', 3]);
  expect(findGaps(ledger).map(({ gapMs }) => gapMs)).toEqual([1_000, 2_500]);
  expect(findGaps(happened([0, 'login', 1], [1, 'login', 2], [2, 'close', 1], [9, 'login', 3]))).toEqual([]);
});

it('finds the lines that say that keys do not fit, and no others', () => {
  const log = 'worker is up\nError: Bad MAC\nfailed to decrypt message\nshard lost';
  expect(findKeyTrouble(log)).toEqual(['Error: Bad MAC', 'failed to decrypt message']);
});
