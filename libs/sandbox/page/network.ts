import type { Fault } from '../src/faults/fault.ts';
import { act } from './ask.ts';
import { button, element, part } from './element.ts';
import { keep } from './keep.ts';
import type { Store } from './state.ts';
import { addressOf, numberOf, preciseTimeOf, sentenceOf } from './words.ts';

/** What goes on between the network and its clients, and what goes wrong on purpose. */
export const showNetwork = (store: Store): void => {
  showFaults(store);
  showLedger(store);
};

const showFaults = (store: Store): void => {
  const list = element('ul', { class: 'faults' });
  const remove = button('Remove all', () => void act('DELETE', '/faults'), { class: 'small' });
  const section = element('section', {}, [element('header', {}, [element('h3', {}, ['Faults']), remove]), list]);
  part('faults').append(section);
  store.watch(({ faults }) => {
    section.hidden = faults.length === 0;
    keep(
      list,
      faults.map((fault) => {
        const words = wordsOf(fault);
        return { key: fault.id, looks: words, make: () => element('li', {}, [words]) };
      }),
    );
  });
};

/** `nack 463 towards +1 202 555 0104 2 more times (struck 1 time)` */
const wordsOf = ({ action, match, times, code, probability, delayMs, struck }: Fault): string =>
  [
    action,
    code === undefined ? '' : `${code}`,
    match.account === undefined ? '' : `for the account ${numberOf(match.account)}`,
    match.contact === undefined ? '' : `towards ${addressOf(match.contact)}`,
    match.stanza === undefined ? '' : `at ${match.stanza}`,
    delayMs === undefined ? '' : `by ${delayMs} ms`,
    probability === undefined ? '' : `${Math.round(probability * 100)} % of the time`,
    times === undefined ? '' : `${times} more ${times === 1 ? 'time' : 'times'}`,
    struck === 0 ? '' : `(struck ${struck} ${struck === 1 ? 'time' : 'times'})`,
  ]
    .filter((words) => words !== '')
    .join(' ');

const showLedger = (store: Store): void => {
  const count = element('span', { class: 'faint' });
  const list = element('ol', { class: 'ledger', 'aria-label': 'The latest of what happened' });
  const none = element('p', { class: 'faint' }, ['Nothing yet. A client that connects shows up here.']);
  const heading = element('header', {}, [element('h3', {}, ['What happened']), count]);
  part('ledger').append(element('section', {}, [heading, none, list]));
  store.watch(({ ledger, connections, groups }) => {
    const nameOfGroup = (id: string): string | undefined => groups.find((group) => group.id === id)?.subject;
    count.textContent = connections === 1 ? '1 connection' : `${connections} connections`;
    none.hidden = ledger.length > 0;
    keep(
      list,
      ledger.toReversed().map((entry) => ({
        key: String(entry.seq),
        looks: '',
        make: () =>
          element('li', { class: entry.kind }, [
            element('time', { datetime: entry.at }, [preciseTimeOf(entry.at)]),
            element('span', {}, [
              ...(entry.account === null ? [] : [element('b', {}, [numberOf(entry.account)]), ' ']),
              sentenceOf(entry, nameOfGroup),
            ]),
          ]),
      })),
    );
  });
};
