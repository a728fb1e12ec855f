// The last thing that happens to a log line. Two nets, since each has holes where the other has none: fields whose
// name says what they hold, however deep they lie, and text that looks like a secret wherever it stands. What has
// neither slips through both, as a phone number without its + does in a sentence. So log ids, and no contents.

/** `line` is one line of JSON, as the logger is about to write it. */
export const hideSecrets = (line: string): string =>
  hideSecretShapes(mayNameASecret.test(line) ? hideSecretFields(line) : line);

/** For text of any kind. */
export const hideSecretShapes = (text: string): string =>
  shapes.reduce((cleaned, [shape, instead]) => cleaned.replace(shape, instead), text);

const hidden = '[hidden]';

const shapes: ReadonlyArray<readonly [RegExp, string]> = [
  [/par_([a-z]+)_[\w-]+/g, `par_$1_${hidden}`],
  [/\bBearer\s+[^\s"'\\,]+/gi, `Bearer ${hidden}`],
  // A password in a URL.
  [/(:\/\/[^/\s:@"]*):[^/\s@"]+@/g, `$1:${hidden}@`],
  // Phone numbers, as people write them and as WhatsApp does.
  [/\+[1-9](?:[\s()./-]{0,3}\d){7,14}\b/g, hidden],
  [/\b\d[\d.:_-]{4,40}@(s\.whatsapp\.net|c\.us|lid|g\.us)\b/g, `${hidden}@$1`],
];

// A name that ends in one of these, like `refresh_token` or `x-api-key`.
const endings = 'authorization|tokens?|passwords?|passwd|secrets?|keys?|cookies?|phones?|jids?';
// Names that are one of these. The last are how errors quote what they are about: those of Postgres and TypeORM the values
// of a row, those of Baileys, as `data`, a stanza or a whole message.
const names = 'text|caption|recipients?|number|parameters|detail|where|driverError|data';
// Names that may hold a phone number, or a time, a state, a port.
const ends = 'to|from|sender_device';

const mayNameASecret = new RegExp(`(?:${endings}|${names}|${ends})\\\\*"\\s*:`, 'i');
const namesASecret = new RegExp(`(?:${endings})$|^(?:${names})$`, 'i');
const namesAnEnd = new RegExp(`^(?:${ends})$`, 'i');
const phoneNumber = /^\d[\d ()]{6,20}$/;

function hideSecretFields(line: string): string {
  return `${JSON.stringify(hideIn(JSON.parse(line)))}\n`;
}

// A walk of our own takes half the time of a reviver.
function hideIn(value: unknown): unknown {
  if (typeof value === 'string') return mayNameASecret.test(value) ? hideQuotedFields(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(hideIn);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hideField(name, inner)]));
}

function hideField(name: string, value: unknown): unknown {
  if (value === null) return null;
  if (namesASecret.test(name) || (namesAnEnd.test(name) && holdsPhoneNumber(value))) return hidden;
  return hideIn(value);
}

function holdsPhoneNumber(value: unknown): boolean {
  return Array.isArray(value) ? value.some(holdsPhoneNumber) : typeof value === 'string' && phoneNumber.test(value);
}

// JSON that lies in a text may be cut off or have words around it, so it is not parsed. The quotes of a field all have
// as many backslashes; a secret that is a list or an object is taken to go on to the end.
const quotedName = (name: string) => `((\\\\{0,15})"(?:${name})\\2"\\s*:\\s*)`;
const quotedSecret = new RegExp(
  `${quotedName(`[^"\\\\]{0,40}(?:${endings})|${names}`)}(?!null)(?:\\2"[^]*?(?:(?<!\\\\)\\2"|$)|[[{][^]*|[^\\s,}\\]]+)`,
  'gi',
);
const quotedEnd = new RegExp(`${quotedName(ends)}(?:\\2"\\d[\\d ()]{6,20}\\2"|\\[\\s*\\2"\\d[^\\]]*\\]?)`, 'gi');

function hideQuotedFields(text: string): string {
  return text.replace(quotedSecret, `$1$2"${hidden}$2"`).replace(quotedEnd, `$1$2"${hidden}$2"`);
}
