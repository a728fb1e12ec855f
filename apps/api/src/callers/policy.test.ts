import { freePolicy, type Policy } from '@parley/contract';
import { describe, expect, it } from 'vitest';
import { type Deed, policyFaults, widerFields } from './policy.ts';

const mine = 'dev_01jd3k4m5n6p7q8r9s0t1v2w3x';
const other = 'dev_01jd3k4m5n6p7q8r9s0t1v2w3y';
const somebody = '+4915112345678';

const faults = (policy: Partial<Policy>, deed: Deed) => policyFaults({ ...freePolicy, ...policy }, deed);

const all: Deed = { address: '203.0.113.7', isWrite: true, tool: 'send_text_message', devices: [mine], chats: ['x'] };

it('lets a member, and a token that is narrowed in nothing, do anything', () => {
  expect(policyFaults(null, all)).toEqual([]);
  expect(faults({}, all)).toEqual([]);
});

it('names every field that says no, at once', () => {
  const narrow: Policy = {
    devices: [other],
    chats: [somebody],
    ips: ['10.0.0.0/8'],
    tools: ['check'],
    read_only: true,
  };
  expect(policyFaults(narrow, all)).toEqual(['devices', 'chats', 'ips', 'tools', 'read_only']);
});

describe('addresses', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.0/24', '203.0.113.255'],
    ['203.0.113.9/24', '203.0.113.1'],
    ['0.0.0.0/0', '203.0.113.7'],
    ['203.0.113.7', '::ffff:203.0.113.7'],
    ['203.0.113.7', '::FFFF:CB00:7107'],
    ['203.0.113.0/24', '::ffff:203.0.113.8'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8::1', '2001:db8::1'],
    ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1'],
    ['2001:db8::/32', '2001:db8:ffff::1'],
    ['::1', '::1'],
  ])('%s takes %s', (range, address) => {
    expect(faults({ ips: ['198.51.100.1', range] }, { address })).toEqual([]);
  });

  it.each([
    ['203.0.113.7', '203.0.113.8'],
    ['203.0.113.0/24', '203.0.114.0'],
    ['203.0.113.0/25', '203.0.113.128'],
    ['203.0.113.7', '::ffff:203.0.113.8'],
    ['2001:db8::/32', '2001:db9::1'],
    ['0.0.0.0/0', '2001:db8::1'],
    ['203.0.113.7', '203.0.113.7:443'],
    ['203.0.113.7', ' 203.0.113.7'],
    ['203.0.113.7', '::203.0.113.7'],
    ['0.0.0.0/0', ''],
    ['0.0.0.0/0', 'localhost'],
    ['0.0.0.0/0', '01.2.3.4'],
  ])('%s does not take %s', (range, address) => {
    expect(faults({ ips: ['198.51.100.1', range] }, { address })).toEqual(['ips']);
  });

  it('are asked about no list but the one at hand', () => {
    const [first, second] = [['203.0.113.7'], ['203.0.113.8']];
    for (let times = 0; times < 2; times += 1) {
      expect(faults({ ips: first }, { address: '203.0.113.7' })).toEqual([]);
      expect(faults({ ips: second }, { address: '203.0.113.7' })).toEqual(['ips']);
    }
  });
});

it('lets a token that may only look do nothing else', () => {
  expect(faults({ read_only: true }, { isWrite: false })).toEqual([]);
  expect(faults({ read_only: true }, { isWrite: true })).toEqual(['read_only']);
});

it('takes the tools of its list', () => {
  expect(faults({ tools: ['check_number'] }, { tool: 'check_number' })).toEqual([]);
  expect(faults({ tools: ['check_number'] }, { tool: 'send_text_message' })).toEqual(['tools']);
  expect(faults({ tools: ['check_number'] }, { tool: '' })).toEqual(['tools']);
});

it('takes devices and chats of its lists, each of them, and none that was left open', () => {
  for (const field of ['devices', 'chats'] as const) {
    const narrow = { [field]: [mine, 'another'] };
    expect(faults(narrow, { [field]: [] })).toEqual([]);
    expect(faults(narrow, { [field]: [mine, 'another'] })).toEqual([]);
    for (const value of [other, '4915112345678', mine.toUpperCase(), `${mine} `, undefined, null, 7, [mine], {}]) {
      expect(faults(narrow, { [field]: [mine, value] })).toEqual([field]);
    }
  }
});

describe('what is made by a narrowed caller', () => {
  it('may be as narrow, or narrower', () => {
    const narrow: Policy = { devices: [mine, other], chats: [somebody], ips: ['::1'], tools: ['a_b'], read_only: true };
    expect(widerFields(narrow, narrow)).toEqual([]);
    expect(widerFields({ ...narrow, devices: [mine] }, narrow)).toEqual([]);
    expect(widerFields(narrow, freePolicy)).toEqual([]);
    expect(widerFields(freePolicy, null)).toEqual([]);
  });

  it.each(['devices', 'chats', 'ips', 'tools'] as const)('is wider by another entry of %s, or by all', (field) => {
    const outer = { ...freePolicy, [field]: [mine] };
    expect(widerFields({ ...freePolicy, [field]: [mine, other] }, outer)).toEqual([field]);
    expect(widerFields(freePolicy, outer)).toEqual([field]);
  });

  it('is wider if it may write where they only look', () => {
    expect(widerFields(freePolicy, { ...freePolicy, read_only: true })).toEqual(['read_only']);
  });

  it('is not seen to be narrower by an address within a range of theirs', () => {
    expect(widerFields({ ...freePolicy, ips: ['10.0.0.1'] }, { ...freePolicy, ips: ['10.0.0.0/8'] })).toEqual(['ips']);
  });
});
