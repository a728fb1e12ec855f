import { parseArgs } from 'node:util';

export type Options = { json: boolean; port: number };

export const usage = `npm start -- [--json] [--port N]

  --json    print one line of JSON when everything is ready, and nothing else
  --port N  the port to serve on, 8080 by default; a taken one is stepped over`;

/** What was written behind `npm start --`; a sentence for what we do not know. */
export const parseOptions = (words: string[]): Options | string => {
  try {
    const { values } = parseArgs({
      args: words,
      options: { json: { type: 'boolean', default: false }, port: { type: 'string', default: '8080' } },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return `--port ${values.port} is no port.`;
    return { json: values.json, port };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
