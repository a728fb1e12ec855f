import { createParamDecorator } from '@nestjs/common';
import { type FieldErrors, type Operation, placeOf } from '@parley/contract';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { fieldWords } from './field-words.ts';
import { refuse } from './refuse.ts';

/** The operation's input, as its own schema reads it. */
export const Input = createParamDecorator((_: unknown, context): unknown => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return inputOf(request);
});

export const inputOf = (request: FastifyRequest): unknown => {
  if (!inputs.has(request)) throw new Error('A handler asks for its input, but is no operation.');
  return inputs.get(request);
};

/** Gathers the input from path, query and body and parses it, whether or not the handler will look at it. */
export const parseInput = (operation: Operation, request: FastifyRequest): unknown => {
  const parsed = operation.input.safeParse(gather(operation, request), { error: fieldWords });
  if (!parsed.success) refuse({ code: 'input_invalid', errors: toFieldErrors(parsed.error) });
  inputs.set(request, parsed.data);
  return parsed.data;
};

const inputs = new WeakMap<FastifyRequest, unknown>();

const gather = (declaration: Operation, request: FastifyRequest): Record<string, unknown> => {
  const usesBody = declaration.http.method === 'post' || declaration.http.method === 'patch';
  const { body = {}, query } = request;
  const given = toFields(usesBody ? body : query);
  const elsewhere = { path: toFields(request.params), query: usesBody ? toFields(query) : given };
  for (const field of Object.keys(declaration.input.shape)) {
    const place = placeOf(declaration, field);
    if (place === 'body') continue;
    if (place === 'query' && field in given && usesBody)
      return refuse({ code: 'input_invalid', errors: { [field]: ['belongs into the query, not into the body'] } });
    const value = elsewhere[place][field];
    if (value !== undefined || place === 'path') given[field] = value;
  }
  return given;
};

const toFields = (value: unknown): Record<string, unknown> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse({ code: 'body_malformed' });
  // No operation has nearly as many, and each that is not known would have to be named in the answer.
  return Object.keys(value).length > fieldsMax ? refuse({ code: 'body_malformed' }) : { ...value };
};

const fieldsMax = 100;
const errorsMax = 20;

export const toFieldErrors = (error: z.ZodError): FieldErrors => {
  // A map, since a field may be called `constructor`.
  const errors = new Map<string, string[]>();
  const add = (path: PropertyKey[], sentence: string) => {
    const field = path.map(String).join('.').slice(0, 200);
    if (errors.size >= errorsMax && !errors.has(field)) return;
    errors.set(field, [...new Set([...(errors.get(field) ?? []), sentence])]);
  };
  for (const issue of error.issues) {
    if (issue.code !== 'unrecognized_keys') add(issue.path, issue.message);
    else for (const key of issue.keys) add([...issue.path, key], 'is not a field of this operation');
  }
  return Object.fromEntries(errors);
};
