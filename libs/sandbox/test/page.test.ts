import type { proto } from '@whiskeysockets/baileys';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { closeCodeOf, createClient } from './test-client.ts';
import { type Looker, openBrowser, openLooker } from './page-browser.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const ana = '12025550301';
const silent = '12025550101';
type Client = Awaited<ReturnType<TestSandbox['linkClient']>>;

let sandbox: TestSandbox;
let browser: Browser;
let client: Client;
let looker: Looker;

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([startTestSandbox(), openBrowser()]);
  await sandbox.createContact({ phone: ana, name: 'Ana Ferreira' });
  client = await sandbox.linkClient();
  looker = await openLooker(browser, { baseURL: sandbox.url, viewport: { width: 1280, height: 800 } });
});
afterAll(async () => {
  await browser.close();
  await sandbox.stop();
});

afterEach(async () => {
  await looker.page.goto('about:blank');
  const troubles = looker.troubles.splice(0);
  if (troubles.length > 0) throw new Error(`the browser complained: ${troubles.join('\n')}`);
});

const jidOf = (phone: string): string => `${phone}@s.whatsapp.net`;
/** Looks at the telephone of somebody, at one of its chats. */
const look = async (phone: string, chat = ''): Promise<void> => {
  await looker.page.goto(`/#${phone}/${chat}`);
  await looker.page.getByText('Live', { exact: true }).waitFor();
};
const bubble = (text: string) => looker.page.locator('.bubble', { hasText: text });
const actionsOf = (text: string) =>
  looker.page
    .getByRole('listitem')
    .filter({ hasText: text })
    .getByRole('button', { name: 'Do something with this message' });
const message = () => looker.page.getByRole('textbox', { name: 'Message' });

describe('the page', () => {
  it('says plainly that it is a simulation, and asks nobody but the sandbox', async () => {
    await look(ana);
    await looker.page.getByText('This is a simulation. Nothing here reaches WhatsApp.').waitFor();
    expect(new Set(looker.asked.map((url) => new URL(url).origin))).toEqual(new Set([sandbox.url]));
  });

  it('lists phones first, then what each number with a meaning does, then other contacts, and folded the ordinary people', async () => {
    await look(ana);
    const people = looker.page.getByRole('region', { name: 'People' });
    await people.getByRole('button', { name: /Never reads/ }).waitFor();
    expect(await people.getByRole('heading').allTextContents()).toEqual([
      'Phones',
      'Contacts with a meaning',
      'Other contacts',
      'Ordinary people',
    ]);
    const ordinary = people.getByRole('button', { name: /Ada Okafor/ });
    expect(await ordinary.isVisible()).toBe(false);
    await people.getByText('Ordinary people').click();
    await ordinary.waitFor();
    await people.getByText('Ordinary people').click();
    await ordinary.waitFor({ state: 'hidden' });
    const never = people.getByRole('list', { name: 'Contacts with a meaning' }).getByRole('button', { name: /0101/ });
    expect(await never.textContent()).toContain('Gets each message, and never reads it.');
    await people.getByRole('searchbox').fill('+1 (202) 555-0301');
    await expect.poll(() => people.getByRole('button', { name: /Ferreira|Never reads/ }).count()).toBe(1);
    await people.getByRole('searchbox').fill('okafor');
    await ordinary.waitFor();
  });

  it('shows what a client sends, as it comes, and how far it has come', async () => {
    await look(ana, client.phone);
    const sent = await client.socket().sendMessage(jidOf(ana), { text: 'The table is booked.' });
    const shown = bubble('The table is booked.');
    await shown.getByRole('img', { name: 'Read (as its author is told)' }).waitFor();
    expect(await shown.count()).toBe(1);
    await client.reached(sent?.key.id, 4);
  });

  it('brings the client what is answered', async () => {
    await look(ana, client.phone);
    await message().fill('Thank you!');
    await looker.page.getByRole('button', { name: 'Send', exact: true }).click();
    await client.saw('messages.upsert', ({ messages }) =>
      messages.some(({ message: said }) => said?.conversation === 'Thank you!'),
    );
    await bubble('Thank you!').waitFor();
    expect(await message().inputValue()).toBe('');
  });

  it('turns the ticks of a message once it is read', async () => {
    await look(client.phone, silent);
    await client.socket().sendMessage(jidOf(silent), { text: 'Are you there?' });
    const sent = bubble('Are you there?');
    await sent.getByRole('img', { name: /^Delivered/ }).waitFor();
    const { id } = (await sandbox.seenBy(silent))[0] ?? {};
    await sandbox.call('POST', `/contacts/${silent}/receipts`, { id, type: 'read' });
    await sent.getByRole('img', { name: 'Read', exact: true }).waitFor();
    expect(await sent.getByRole('img').count()).toBe(1);
  });

  it('shows an edit, a reaction and a deletion where the message stands', async () => {
    await look(ana, client.phone);
    const socket = client.socket();
    const sent = await socket.sendMessage(jidOf(ana), { text: 'At eihgt' });
    await bubble('At eihgt').waitFor();
    if (sent === undefined) throw new Error('nothing was sent');
    await socket.sendMessage(jidOf(ana), { text: 'At eight', edit: sent.key });
    await bubble('At eight').getByText('edited').waitFor();
    await actionsOf('At eight').click();
    await looker.page.getByRole('button', { name: 'React with ❤️' }).click();
    await bubble('At eight').getByLabel('Reactions: ❤️ Ana Ferreira').waitFor();
    await client.saw('messages.reaction', (reactions) => reactions.some(({ reaction }) => reaction.text === '❤️'));
    await socket.sendMessage(jidOf(ana), { delete: sent.key });
    await bubble('This message was deleted').waitFor();
    expect(await bubble('At eight').count()).toBe(0);
  });

  it('shows a picture that a client sends', async () => {
    await look(ana, client.phone);
    await client.socket().sendMessage(jidOf(ana), { image: picture, caption: 'Our garden' });
    const image = bubble('Our garden').getByRole('img', { name: 'Our garden' });
    await image.waitFor();
    await expect.poll(() => image.evaluate((node) => 'naturalWidth' in node && node.naturalWidth)).toBe(1);
  });

  it('sends what is no text as well', async () => {
    await look(ana, client.phone);
    await looker.page.getByRole('button', { name: 'Send something else' }).click();
    await looker.page.getByRole('button', { name: 'Poll…' }).click();
    const form = looker.page.getByRole('dialog', { name: 'Send a poll' });
    await form.getByLabel('Question').fill('Which wine?');
    await form.getByLabel('Options, parted by commas').fill('Red, White');
    await form.getByRole('button', { name: 'Send' }).click();
    await form.waitFor({ state: 'hidden' });
    const { messages } = await client.saw('messages.upsert', (upsert) =>
      upsert.messages.some(({ message: said }) => pollOf(said)?.name === 'Which wine?'),
    );
    expect(pollOf(messages[0]?.message)?.options?.map(({ optionName }) => optionName)).toEqual(['Red', 'White']);
    await bubble('Which wine?').waitFor();
  });

  it('votes in a poll of the client, and counts the votes', async () => {
    await look(ana, client.phone);
    await client
      .socket()
      .sendMessage(jidOf(ana), { poll: { name: 'Where?', values: ['Inside', 'Garden'], selectableCount: 1 } });
    await actionsOf('Where?').click();
    await looker.page.getByRole('button', { name: 'Vote “Garden”' }).click();
    await bubble('Where?').getByText('1 vote', { exact: true }).waitFor();
    expect(await bubble('Where?').getByRole('listitem').allTextContents()).toEqual(['Inside0 votes', 'Garden1 vote']);
  });

  it('shows a group as each of its members sees it, and writes there as any of them', async () => {
    const ben = '12025550121';
    const members = [client.phone, ana, ben];
    await sandbox.call('POST', '/groups', { subject: 'Kitchen', members });
    await look(ana);
    await looker.page
      .getByRole('list', { name: 'Groups' })
      .getByRole('button', { name: /Kitchen/ })
      .click();
    await looker.page.getByRole('heading', { name: 'Members of Kitchen' }).waitFor();
    await looker.page.getByRole('group', { name: 'Members' }).getByRole('button', { name: 'Ben Okafor' }).click();
    await looker.page.getByText('As the telephone of Ben Okafor shows it').waitFor();
    await message().fill('Who cooks?');
    await message().press('Enter');
    await looker.page.getByRole('group', { name: 'Members' }).getByRole('button', { name: 'Ana Ferreira' }).click();
    await bubble('Who cooks?').getByText('Ben Okafor').waitFor();
    const { messages } = await client.saw('messages.upsert', (upsert) =>
      upsert.messages.some(({ message: said }) => said?.conversation === 'Who cooks?'),
    );
    expect(messages[0]?.key.remoteJid).toMatch(/@g\.us$/u);
  });

  it('lets the person read a chat on the telephone itself, of which the contact hears', async () => {
    const { id } = z
      .object({ id: z.string() })
      .parse(await sandbox.call('POST', '/contacts/12025550140/messages', { to: client.phone, text: 'Any news?' }));
    await look(client.phone, '12025550140');
    const row = looker.page.getByRole('list', { name: 'Phones' }).getByRole('button', { name: client.phone.slice(-4) });
    await row.getByLabel(/unread/).waitFor();
    await looker.page.getByRole('button', { name: 'Read', exact: true }).click();
    await looker.page.getByRole('button', { name: 'Read', exact: true }).waitFor({ state: 'hidden' });
    expect(await sandbox.call('GET', '/contacts/12025550140/messages?own=true')).toMatchObject([
      { id, status: 'read' },
    ]);
  });

  it('stays with the chat it shows while another one becomes the latest', async () => {
    const { phone } = await sandbox.createPhone();
    await sandbox.call('POST', '/contacts/12025550141/messages', { to: phone, text: 'First' });
    await look(phone);
    await bubble('First').waitFor();
    await message().fill('An answer to the first');
    await sandbox.call('POST', '/contacts/12025550142/messages', { to: phone, text: 'Second' });
    await looker.page.getByRole('navigation', { name: 'Chats' }).getByText('Carla Lindqvist').waitFor();
    await message().press('Enter');
    await bubble('An answer to the first').waitFor();
    await expect.poll(() => sandbox.seenBy('12025550141')).toMatchObject([{ text: 'An answer to the first' }]);
    expect(await sandbox.seenBy('12025550142')).toEqual([]);
  });

  it('keeps text what is written like a part of a page', async () => {
    await look(ana, client.phone);
    const evil = '<img src=x onerror="document.title=`taken`"><script>document.title="taken"</script>';
    await client.socket().sendMessage(jidOf(ana), { text: evil });
    const shown = bubble('onerror');
    await shown.waitFor();
    expect(await shown.locator('.text').textContent()).toBe(evil);
    expect(await shown.locator('img, script').count()).toBe(0);
    expect(await looker.page.title()).toBe('Sandbox: a simulated WhatsApp');
  });

  it('links a device whose QR code is pasted, and takes it off again', async () => {
    const { phone } = await sandbox.createPhone();
    const other = createClient({ wsUrl: sandbox.wsUrl });
    onTestFinished(other.end);
    other.connect();
    const { qr = '' } = await other.saw('connection.update', (update) => update.qr !== undefined);
    await look(phone);
    await looker.page.getByLabel('Scan a QR code').fill(qr);
    await looker.page.getByRole('button', { name: 'Scan' }).click();
    await looker.page.getByText('Device 1, connected', { exact: true }).waitFor();
    await other.saw('connection.update', (update) => update.connection === 'open');
    await looker.page.getByRole('button', { name: 'Unlink device 1' }).click();
    await looker.page.getByText('None yet.').waitFor();
    const closed = await other.saw('connection.update', (update) => closeCodeOf(update) === 401);
    expect(closed.connection).toBe('close');
  });

  it('says in the words of the sandbox what cannot be done', async () => {
    const { phone } = await sandbox.createPhone();
    await look(phone);
    await looker.page.getByLabel('Scan a QR code').fill('nobody shows this');
    await looker.page.getByRole('button', { name: 'Scan' }).click();
    await looker.page.getByRole('alert').getByText('This QR code is not, or no longer, shown by anybody').waitFor();
    // The browser notes each refusal of the API by itself; this one is meant.
    await expect.poll(() => looker.troubles.splice(0).join()).toContain('400');
    await looker.page.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => looker.page.getByRole('alert').isVisible()).toBe(false);
  });

  it('shows what goes wrong on purpose, and stops it', async () => {
    await look(ana);
    await sandbox.addFault({ match: { contact: '12025550198' }, action: 'nack', code: 463, times: 2 });
    await looker.page.getByText('nack 463 towards +1 202 555 0198 2 more times').waitFor();
    await looker.page.getByRole('button', { name: 'Remove all' }).click();
    await expect.poll(() => looker.page.getByText('nack 463').count()).toBe(0);
    expect(await sandbox.call('GET', '/faults')).toEqual([]);
  });

  it('can be used without a mouse', async () => {
    await look('');
    const { keyboard } = looker.page;
    await looker.page.getByRole('searchbox').focus();
    await keyboard.type('Ferreira');
    await looker.page.getByRole('button', { name: /Never reads/ }).waitFor({ state: 'detached' });
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await looker.page.getByRole('heading', { name: `+1 202 556 ${client.phone.slice(-4)}` }).waitFor();
    await message().focus();
    await keyboard.type('By hand');
    await keyboard.press('Enter');
    const { messages } = await client.saw('messages.upsert', (upsert) =>
      upsert.messages.some(({ message: said }) => said?.conversation === 'By hand'),
    );
    expect(messages).toMatchObject([{ key: { remoteJid: jidOf(ana) } }]);
  });

  it('shows one pane at a time where there is little room, and nothing beside it', async () => {
    const { page } = await openLooker(browser, { baseURL: sandbox.url, viewport: { width: 390, height: 844 } });
    onTestFinished(() => page.context().close());
    // A telephone with many chats.
    await page.goto(`/#${client.phone}/${ana}`);
    const box = page.getByRole('textbox', { name: 'Message' });
    await box.waitFor();
    expect(await page.getByRole('searchbox').isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.getByRole('button', { name: 'New chat' }).waitFor();
    const { x = 0, width = 0 } = (await page.getByRole('button', { name: 'Send', exact: true }).boundingBox()) ?? {};
    expect(x + width).toBeLessThan(390);
    await page.getByRole('button', { name: 'People' }).click();
    await page.getByRole('searchbox').waitFor();
    expect(await box.isVisible()).toBe(false);
  });

  it('finds its way back when the sandbox was away', async () => {
    const first = await startTestSandbox();
    const port = Number(new URL(first.url).port);
    await looker.page.goto(first.url);
    await looker.page.getByText('Live', { exact: true }).waitFor();
    await first.stop();
    await looker.page.getByText('Connecting…').waitFor();
    const second = await startTestSandbox({ port });
    onTestFinished(() => second.stop());
    const { phone } = await second.createPhone();
    await looker.page.getByRole('button', { name: `+1 202 556 ${phone.slice(-4)}` }).waitFor();
    expect(await looker.page.getByText('Live', { exact: true }).isVisible()).toBe(true);
    // The browser notes that nobody was there for a while.
    looker.troubles.splice(0);
  });
});

/** The poll of a message, whichever of its names it goes by. */
const pollOf = (said: proto.IMessage | null | undefined) =>
  said?.pollCreationMessage ?? said?.pollCreationMessageV2 ?? said?.pollCreationMessageV3;

/** One pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
