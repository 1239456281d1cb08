import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OpenApiNode } from './openapi/create-openapi-document.ts';
import { openServerSystem } from './test-support/server-system.ts';

const REQUESTS = 5000;

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: OpenApiNode;
}

interface Operation {
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: OpenApiNode } } };
}

interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What makes a server stumble, among what it expects. */
const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', '.', '..', '%00', '\u0000', '__proto__', '-1', '1e309', '💥'),
  fc.jsonValue(),
);

/** @returns values that the schema describes, and now and then ones that it does not. */
function valueOf(schema: OpenApiNode, schemas: Readonly<Record<string, OpenApiNode>>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 5, arbitrary: fitting(schema, schemas) }, { weight: 1, arbitrary: odd });
}

function fitting(schema: OpenApiNode, schemas: Readonly<Record<string, OpenApiNode>>): fc.Arbitrary<unknown> {
  const { $ref, enum: choices, anyOf, type, properties, items, pattern, format, minimum = 0, maximum = 500 } = schema;
  if (typeof $ref === 'string') return fitting(schemas[$ref.split('/').at(-1) ?? ''] ?? {}, schemas);
  if (Array.isArray(choices)) return fc.constantFrom(...(choices as unknown[]));
  if (Array.isArray(anyOf)) return fc.oneof(...(anyOf as OpenApiNode[]).map((one) => fitting(one, schemas)));
  if (type === 'integer') return fc.integer({ min: Number(minimum), max: Math.min(Number(maximum), 2 ** 31) });
  if (type === 'boolean') return fc.boolean();
  if (type === 'array') return fc.array(fitting(items as OpenApiNode, schemas), { maxLength: 3 });
  if (type === 'object') return objectOf((properties ?? {}) as Readonly<Record<string, OpenApiNode>>, schemas);
  if (format === 'date-time')
    return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }).map((date) => date.toISOString());
  // fast-check makes no text that a look-ahead fits.
  if (typeof pattern === 'string' && !pattern.includes('(?')) return fc.stringMatching(new RegExp(pattern, 'u'), { maxLength: 30 });
  return fc.string({ maxLength: 30 });
}

function objectOf(
  properties: Readonly<Record<string, OpenApiNode>>,
  schemas: Readonly<Record<string, OpenApiNode>>,
): fc.Arbitrary<unknown> {
  const known = fc.record(Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, valueOf(one, schemas)])), {
    requiredKeys: [],
  });
  return fc
    .tuple(known, fc.option(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 1 }), { freq: 8 }))
    .map(([own, more]) => ({ ...own, ...more }));
}

/** A part of a URL or of a header as text. */
function textOf(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed();
}

function requestsOf(
  [path, method, operation]: readonly [string, string, Operation],
  { ids, schemas }: { readonly ids: Readonly<Record<string, string>>; readonly schemas: Readonly<Record<string, OpenApiNode>> },
): fc.Arbitrary<FuzzedRequest> {
  const parameters = operation.parameters.map(({ name, in: place, schema }) => {
    const known = ids[name] === undefined ? [] : [{ weight: 4, arbitrary: fc.constant<unknown>(ids[name]) }];
    return fc.tuple(
      fc.constant(name),
      fc.constant(place),
      fc.oneof(...known, { weight: 1, arbitrary: valueOf(schema, schemas) }),
      fc.boolean(),
    );
  });
  const schema = operation.requestBody?.content['application/json'].schema;
  const body =
    schema === undefined ? fc.option(odd, { freq: 20, nil: undefined }) : fc.option(valueOf(schema, schemas), { freq: 10, nil: undefined });
  return fc.tuple(fc.tuple(...parameters), body).map(([values, content]) => {
    const query = new URLSearchParams();
    const headers: Record<string, string> = {};
    let target = path;
    for (const [name, place, value, isGiven] of values) {
      const text = textOf(value);
      // One that is `.` or `..` makes it the address of another route, or of none.
      if (place === 'path') target = target.replace(`{${name}}`, encodeURIComponent(text));
      else if (place === 'query' && isGiven) query.append(name, text);
      else if (place === 'header' && isGiven && /^[ -~]+$/.test(text)) headers[name] = text;
    }
    const search = query.size === 0 ? '' : `?${query.toString()}`;
    return {
      method: method.toUpperCase(),
      path: `${target}${search}`,
      headers,
      body: content === undefined ? undefined : JSON.stringify(content),
    };
  });
}

it(`answers ${REQUESTS} requests made from its own document as the document says, and never with a 5xx`, { timeout: 600_000 }, async () => {
  const system = openServerSystem({ server: { access: {}, limits: { requestsPerMinute: Number.MAX_SAFE_INTEGER } } });
  await system.connect('i1');
  const { syncs } = (await (await system.ask('/api/v1/syncs', { body: { integrationId: 'i1', type: 'initial' } })).json()) as {
    syncs: { syncId: string }[];
  };
  const { paths, components } = system.server.document;
  await system.server.fetch(new Request('https://crm.example.com/webhooks/crm/fake/i1', { method: 'POST', body: 'p1' }));
  const names = { integrationId: 'i1', entryId: 'crm:event-p1', objectType: 'Person', crmId: 'p1', event: 'GET_STATISTICS' };
  const shared = { ids: { ...names, syncId: syncs[0]?.syncId ?? '' }, schemas: components.schemas };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    // Passwords cost time on purpose, and what they protect has tests of its own.
    path.startsWith('/api/v1/session') || path === '/api/v1/setup' || path.startsWith('/api/v1/operators')
      ? []
      : Object.entries(methods).map(([method, operation]) => [path, method, operation as unknown as Operation] as const),
  );
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(fc.oneof(...operations.map((operation) => requestsOf(operation, shared))), async ({ method, path, headers, body }) => {
      // `ask` compares each answer with the document.
      const { status } = await system.ask(path, { method, headers, ...(body !== undefined && method !== 'GET' && { body }) });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      expect(status).toBeLessThan(500);
    }),
    { numRuns: REQUESTS },
  );
  // Both what is taken and what is refused was met.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 404]));
});
