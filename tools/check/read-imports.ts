import { parseSync, Visitor } from 'oxc-parser';
import type { Import } from './house-graph.ts';
import { lineOf } from './tree.ts';

/** Every module a file names: imports, re-exports, `import()` and types, so that not even a type slips through a wall. */
export const readImports = (file: string, text: string): Import[] => {
  const { program, errors } = parseSync(file, text);
  if (errors[0]) throw new Error(`${file} cannot be parsed: ${errors[0].message}`);
  const imports: Import[] = [];
  const add = (source: { type: string; value?: unknown; start: number } | null) => {
    if (typeof source?.value !== 'string') return;
    imports.push({ file, line: lineOf(text, source.start), specifier: source.value });
  };
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
  }).visit(program);
  return imports;
};
