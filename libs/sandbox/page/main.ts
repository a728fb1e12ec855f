import { showConversation } from './conversation.ts';
import { part } from './element.ts';
import { showNetwork } from './network.ts';
import { showPeople } from './people.ts';
import { showPerson } from './person.ts';
import { followAddress } from './selection.ts';
import { createStore } from './state.ts';
import { watch } from './watch.ts';

const store = createStore();
const { conversations } = watch(store);

showPeople(store);
showConversation(store, conversations);
showPerson(store);
showNetwork(store);

const link = part('link');
store.watch(({ isLive }) => {
  link.textContent = isLive ? 'Live' : 'Connecting…';
  link.classList.toggle('on', isLive);
});

// Where there is no room for all three panes, one is seen at a time.
const look = (view: string): void => {
  document.body.dataset['view'] = view;
  for (const to of document.querySelectorAll<HTMLElement>('[data-to]'))
    to.setAttribute('aria-current', String(to.dataset['to'] === view));
};
for (const to of document.querySelectorAll<HTMLElement>('[data-to]'))
  to.addEventListener('click', () => look(to.dataset['to'] ?? 'people'));
look('people');

followAddress(store, () => {
  conversations();
  if (store.get().selected !== null) look('conversation');
});
