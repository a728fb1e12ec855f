// The last thing that happens to a log line. Two nets, since each has holes where the other has none: fields
// whose name says what they hold, however deep they lie, and text that looks like a secret wherever it stands.

/** `line` is one line of JSON, as the logger is about to write it. */
export const hideSecrets = (line: string): string =>
  hideSecretShapes(mayNameASecret.test(line) ? hideSecretFields(line) : line);

/** For text of any kind. */
export const hideSecretShapes = (text: string): string =>
  shapes.reduce((cleaned, [shape, instead]) => cleaned.replace(shape, instead), text);

const hidden = '[hidden]';

const shapes: ReadonlyArray<readonly [RegExp, string]> = [
  [/par_(live|test)_[\w-]+/g, `par_$1_${hidden}`],
  [/\bBearer\s+[^\s"'\\,]+/gi, `Bearer ${hidden}`],
  // A password in a URL.
  [/(:\/\/[^/\s:@"]*):[^/\s@"]+@/g, `$1:${hidden}@`],
  // Phone numbers, as people write them and as WhatsApp does.
  [/\+[1-9]\d{7,14}\b/g, hidden],
  [/\b\d[\d.:_-]{4,40}@(s\.whatsapp\.net|c\.us|lid|g\.us)\b/g, `${hidden}@$1`],
];

// A name that ends in one of these, like `refresh_token` or `x-api-key`.
const endings = 'authorization|tokens?|passwords?|passwd|secrets?|keys?|cookies?|phones?|jids?';
// Names that are one of these. The last four are how errors of Postgres and TypeORM quote the values of a row.
const names = 'text|caption|recipients?|number|parameters|detail|where|driverError';

const mayNameASecret = new RegExp(`(?:${endings}|${names})":`, 'i');
const namesASecret = new RegExp(`(?:${endings})$|^(?:${names})$`, 'i');

function hideSecretFields(line: string): string {
  const hideField = (name: string, value: unknown) => (namesASecret.test(name) && value !== null ? hidden : value);
  return `${JSON.stringify(JSON.parse(line, hideField))}\n`;
}
