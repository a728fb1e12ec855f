/** What a `.dockerignore` keeps from the builder: the last pattern that matches a path, or a folder above it, decides. */
export const readIgnore = (text: string): ((path: string) => boolean) => {
  const rules = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ keeps: line.startsWith('!'), pattern: toPattern(line.replace(/^!/, '')) }));
  return (path) => {
    const parts = path.split('/');
    const ways = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    const rule = rules.findLast(({ pattern }) => ways.some((way) => pattern.test(way)));
    return rule !== undefined && !rule.keeps;
  };
};

const toPattern = (line: string): RegExp =>
  new RegExp(
    `^${line
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('**/', '(?:.+/)?')
      .replaceAll('*', '[^/]*')}$`,
  );
