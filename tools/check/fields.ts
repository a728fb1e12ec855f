import { z } from 'zod';

/** The fields, at any depth, about which the documents made from a schema would say nothing. */
export const fieldsWithoutDescription = (schema: z.ZodType, io: 'input' | 'output'): string[] =>
  undescribed(z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }), '');

type Schema = z.core.JSONSchema.BaseSchema;

const undescribed = (schema: Schema, path: string): string[] => [
  ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const at = path === '' ? name : `${path}.${name}`;
    if (typeof field === 'boolean') return [];
    return [...(isDescribed(field) ? [] : [at]), ...undescribed(field, at)];
  }),
  ...inner(schema).flatMap((part) => undescribed(part, path)),
];

const isDescribed = (field: Schema): boolean =>
  Boolean(field.description) || choices(field).some((choice) => isDescribed(choice));

/** What an array holds, what a record maps to, and what a union offers. */
const inner = (schema: Schema): Schema[] =>
  [...choices(schema), schema.items, schema.prefixItems, schema.additionalProperties].flat().filter(isSchema);

const choices = (schema: Schema): Schema[] =>
  [schema.anyOf, schema.oneOf, schema.allOf].flatMap((list) => list ?? []).filter(isSchema);

const isSchema = (part: unknown): part is Schema => typeof part === 'object' && part !== null;
