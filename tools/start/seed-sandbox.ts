/** The phone of the demo tenant, in digits. */
export const demoPhone = '12025550001';

/** Ordinary people of the sandbox, who are there from its start. */
const [ada, ben, carla, david] = ['12025550120', '12025550121', '12025550122', '12025550123'] as const;

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** A little of the last day, so that no screen is empty. */
const history = () => [
  { chat: ada, fromMe: false, text: 'Hi, are you open on Saturday?', at: minutesAgo(1_500) },
  { chat: ada, fromMe: true, text: 'Yes, from 9 to 4.', at: minutesAgo(1_494) },
  { chat: ada, fromMe: false, text: 'Great, see you then', at: minutesAgo(1_493) },
  { chat: ben, fromMe: true, text: 'Your order is ready to be picked up.', at: minutesAgo(300) },
  { chat: ben, fromMe: false, text: 'Thank you! I will come by at five.', at: minutesAgo(280) },
  { chat: david, fromMe: false, text: 'Could you send me the price list?', at: minutesAgo(45) },
];

const groups = [
  { subject: 'Saturday shift', members: [demoPhone, ada, ben, carla] },
  { subject: 'Suppliers', members: [demoPhone, carla, david] },
];

/** The phone of the demo tenant, with what it has said so far, and its groups; made once. */
export const seedSandbox = async (sandboxUrl: string): Promise<void> => {
  const post = async (path: string, body: unknown): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${sandboxUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The sandbox refused ${path}: ${text}`);
  };

  const known = await fetch(`${sandboxUrl}/phones/${demoPhone}`);
  await known.body?.cancel();
  if (known.ok) return;
  await post('/phones', { phone: demoPhone, name: 'Demo shop', history: history() });
  for (const group of groups) await post('/groups', group);
};
