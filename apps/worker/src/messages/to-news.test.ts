import { expect, it } from 'vitest';
import { usualDispatchTimes } from './dispatch-times.ts';
import { toNews } from './to-news.ts';

const until = new Date();
const knowing = { retryAfterMs: usualDispatchTimes.retryAfterMs, lockedUntil: until };
const tried = (attempts: number) => ({ whatsappId: '3EB0', attempts });
const lost = { acked: false, certain: false, why: 'no_ack' } as const;
const refused = (refusedWith: number) => ({ acked: false, certain: true, why: 'refused', refusedWith }) as const;
const notOn = { acked: false, certain: true, why: 'not_on_whatsapp', refusedWith: null } as const;
const away = { acked: false, certain: true, why: 'not_connected', refusedWith: null } as const;

it('tries what nobody knows the fate of five times, in less than ten minutes with all acks waited for', () => {
  const waits = [1, 2, 3, 4, 5].map((attempts) => toNews(tried(attempts), lost, knowing));
  expect(waits).toMatchObject([60_000, 90_000, 120_000, 180_000, null].map((tryAgainInMs) => ({ tryAgainInMs })));
  const ackMs = 20_000;
  expect(usualDispatchTimes.retryAfterMs.reduce((sum, ms) => sum + ms + ackMs, ackMs)).toBeLessThan(600_000);
});

it('takes a refusal of the first try for the end, and one of a later try for no proof', () => {
  expect(toNews(tried(1), refused(479), knowing)).toMatchObject({
    failure: 'message_rejected',
    serverCode: 479,
    until: null,
  });
  expect(toNews(tried(1), refused(463), knowing)).toMatchObject({ failure: 'reachout_locked', until });
  expect(toNews(tried(1), notOn, knowing)).toMatchObject({ failure: 'not_on_whatsapp', serverCode: null });
  for (const outcome of [refused(479), notOn])
    expect(toNews(tried(2), outcome, knowing)).toMatchObject({ became: 'unknown', tryAgainInMs: 90_000 });
  // Nor is that reason to try what WhatsApp does not let the device do.
  expect(toNews(tried(2), refused(463), knowing)).toMatchObject({ became: 'unknown', tryAgainInMs: null });
});

it('puts back what never left, at whichever try', () => {
  for (const attempts of [1, 2, 5]) expect(toNews(tried(attempts), away, knowing)).toMatchObject({ became: 'queued' });
});
