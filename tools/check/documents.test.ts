import { expect, it } from 'vitest';
import { documentFaults } from './documents.ts';

const pages = {
  'README.md': '# Parley\n\n## Two commands, `npm start` first\n',
  'docs/decisions/0001-x.md': '# X\n',
};
const exists = (path: string) => path in pages || path === 'docs/decisions' || path === 'LICENSE';
const faults = (text: string) => documentFaults({ ...pages, 'docs/page.md': text }, exists);

it.each([
  '[home](../README.md)',
  '[home](../README.md#two-commands-npm-start-first)',
  '[why](decisions/0001-x.md "a title") and [all](./decisions)',
  '[up](#here)\n\n# Here',
  '[out](https://example.com/README.md) or [mail](mailto:a@example.com)',
  'It keeps everything in `.parley/`; the api answers at /t/demo/api.',
])('lets this stand: %s', (text) => {
  expect(faults(text)).toEqual([]);
});

it.each([
  ['\n[home](README.md)', 'The link to README.md leads nowhere.'],
  ['\n[home](../README.md#three-commands)', 'The link to ../README.md#three-commands leads nowhere.'],
  ['\n[up](#here)', 'The link to #here leads nowhere.'],
  ['\n![picture](shape.png)', 'The link to shape.png leads nowhere.'],
  [`\nSee /${'work'}/main/README.md.`, `/${'work'}/main/README.md. is a path on one machine.`],
  ['\n`cd /home/ann/parley`', '/home/ann/parley is a path on one machine.'],
  ['\nIn /tmp/x and', '/tmp/x is a path on one machine.'],
])('refuses this: %s', (text, what) => {
  expect(faults(text)).toMatchObject([{ where: 'docs/page.md:2', what }]);
});
