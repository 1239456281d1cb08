import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES } from '../http/problem-catalogue.ts';
import { createAnswerCheck } from '../test-support/answer-check.ts';
import { openServerSystem } from '../test-support/server-system.ts';

const { document } = openServerSystem().server;

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly description?: string }[];
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.values(methods).map((operation) => ({ path, operation: operation as unknown as Operation })),
);

describe('the OpenAPI document', () => {
  it('refers to nothing that it does not hold, and holds nothing that is not referred to', () => {
    const text = JSON.stringify(document);
    const referred = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
    expect(referred).toEqual(new Set(Object.keys(document.components.schemas)));
    expect(text).not.toContain('$defs');
  });

  it('gives each operation a name of its own, a summary, and a tag that is listed', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    const tags = document.tags.map(({ name }) => name);
    for (const { operation } of operations) {
      expect(operation.summary).toMatch(/^[A-Z][^.]+$/);
      expect(operation.tags.every((tag) => tags.includes(tag))).toBe(true);
    }
  });

  it('declares each parameter of a path, and describes every other one', () => {
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(inPath);
      const silent = operation.parameters.filter((parameter) => parameter.in !== 'path' && (parameter.description ?? '') === '');
      expect(silent).toEqual([]);
    }
  });

  it('is what the tests of the server compare each answer with', async () => {
    const check = createAnswerCheck(document);
    const differs = async (answer: Response): Promise<number> =>
      (await check({ method: 'GET', path: '/api/v1/syncs?limit=1' }, answer)).length;
    expect(await differs(Response.json({ items: [], nextCursor: null }))).toBe(0);
    expect(await differs(Response.json({ items: [], nextCursor: null, extra: 1 }))).toBe(1);
    expect(await differs(Response.json({ items: [], nextCursor: null }, { status: 299 }))).toBe(1);
    expect(await differs(new Response('', { headers: { 'content-type': 'text/html' } }))).toBe(1);
  });

  it('leaves no field to chance: every object is closed', () => {
    const open = Object.entries(document.components.schemas).filter(
      ([, { type, additionalProperties }]) => type === 'object' && additionalProperties !== false,
    );
    // What a connector lets its owners set, only the connector knows.
    expect(open.map(([name]) => name)).toEqual(['ConfigPatch']);
  });

  it('has a paragraph for each problem, and a row for each operation, in the reference', () => {
    const page = readFileSync(new URL('../../../../docs/reference/http-api.md', import.meta.url), 'utf8');
    expect(PROBLEM_CODES.filter((code) => !page.includes(`### ${code}\n`))).toEqual([]);
    expect(
      operations.filter(({ operation }) => !page.includes(`\`${operation.operationId}\``)).map(({ operation }) => operation.operationId),
    ).toEqual([]);
  });
});
