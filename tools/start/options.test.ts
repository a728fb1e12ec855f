import { expect, it } from 'vitest';
import { parseOptions } from './options.ts';

it('serves people on port 8080 unless told otherwise', () => {
  expect(parseOptions([])).toEqual({ json: false, port: 8080 });
  expect(parseOptions(['--json', '--port', '9000'])).toEqual({ json: true, port: 9000 });
});

it.each([['--port', '0'], ['--port', '65536'], ['--port', 'x'], ['--prot', '9000'], ['9000']])(
  'does not guess what %s %s means',
  (...words) => {
    expect(parseOptions(words.filter((word) => word !== undefined))).toEqual(expect.any(String));
  },
);
