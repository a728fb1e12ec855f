/** A directive: its words, and what stands in its braces. */
export type Directive = { words: string[]; block: Directive[] };

export const readNginx = (text: string): Directive[] => {
  const tokens = text.match(/#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[;{}]|(?:\$\{\w+\}|[^\s;{}])+/g) ?? [];
  const open: Directive[] = [{ words: [], block: [] }];
  let words: string[] = [];
  for (const token of tokens.filter((found) => !found.startsWith('#'))) {
    if (token === '}') {
      open.pop();
      continue;
    }
    if (token !== ';' && token !== '{') {
      words.push(token.replace(/^(["'])(.*)\1$/s, '$2'));
      continue;
    }
    const directive = { words, block: [] };
    words = [];
    open.at(-1)?.block.push(directive);
    if (token === '{') open.push(directive);
  }
  const [file] = open;
  if (open.length !== 1 || words.length > 0 || !file) throw new Error('Braces or semicolons do not match.');
  return file.block;
};

export const named = (directives: readonly Directive[], name: string): Directive[] =>
  directives.filter(({ words }) => words[0] === name);
