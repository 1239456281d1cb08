import { rules, type SandboxRoute } from '@frigg-crm/http/sandbox';
import * as z from 'zod';
import { RECORD_TYPES, type AxisCareRecordType } from '../person-keys.ts';
import { fail, succeed } from './sandbox-answers.ts';
import type { SandboxPeople } from './sandbox-people.ts';

const tagSchema = z.object({ type: z.enum(RECORD_TYPES), entityId: z.int().positive() });

/** A call log of the sandbox. */
export interface SandboxCallLog {
  readonly id: number;
  readonly callerName: string;
  readonly callerPhone: string;
  readonly followUp: boolean;
  readonly followUpDone: boolean;
  readonly dateTime: string;
  readonly subject: string;
  readonly notes: string;
  readonly tags: readonly z.output<typeof tagSchema>[];
}

/** Options of {@link SandboxCallLogs}. */
export interface SandboxCallLogsOptions {
  readonly people: Readonly<Record<AxisCareRecordType, SandboxPeople>>;
  readonly siteNumber: string;
  readonly baseUrl: () => string | undefined;
  readonly onChange: (change: { readonly action: 'created' | 'updated'; readonly id: number }) => void;
}

const FIELDS = {
  callerName: rules.text,
  callerPhone: rules.text,
  followUp: rules.flag,
  dateTime: (value: unknown): boolean => rules.time(value) && !/[.Z]/.test(String(value)),
  subject: rules.text,
  notes: rules.text,
  tags: (value: unknown): boolean => z.array(tagSchema.strict()).safeParse(value).success,
};
const REQUIRED = Object.keys(FIELDS);
const NOT_FOUND = 'Call log was not found';

/** The call logs of a site. */
export class SandboxCallLogs {
  readonly #options: SandboxCallLogsOptions;
  readonly #logs = new Map<number, SandboxCallLog>();
  #count = 0;

  constructor(options: SandboxCallLogsOptions) {
    this.#options = options;
  }

  /** All that were not deleted. */
  get all(): readonly SandboxCallLog[] {
    return [...this.#logs.values()];
  }

  /** A user deletes one. */
  delete(id: number): void {
    this.#logs.delete(id);
  }

  get routes(): Readonly<Record<string, SandboxRoute>> {
    const query = {
      callLogIds: rules.filled,
      fromDateTime: rules.time,
      toDateTime: rules.time,
      startAfterId: rules.number(0, 1e12),
      limit: rules.number(1, 100),
    };
    return {
      'GET /api/call-logs': { query, handle: ({ query: given, url }) => this.#list(given, url.origin) },
      'GET /api/call-logs/{id}': { query: {}, handle: ({ params }) => this.#respond(Number(params['id'])) },
      'POST /api/call-logs': {
        query: {},
        body: FIELDS,
        required: REQUIRED,
        handle: ({ body }) => this.#write({ ...(body as Omit<SandboxCallLog, 'id'>), id: this.#count + 1, followUpDone: false }, 'created'),
      },
      'PATCH /api/call-logs/{id}': {
        query: {},
        body: { ...FIELDS, followUpDone: rules.flag },
        handle: ({ params, body }) => {
          const known = this.#logs.get(Number(params['id']));
          return known === undefined ? fail(404, NOT_FOUND) : this.#write({ ...known, ...(body as Partial<SandboxCallLog>) }, 'updated');
        },
      },
    };
  }

  #write(log: SandboxCallLog, action: 'created' | 'updated'): Response {
    if (log.tags.some(({ type, entityId }) => this.#options.people[type].get(entityId) === undefined))
      return fail(400, 'tags: no such entity');
    this.#count = Math.max(this.#count, log.id);
    this.#logs.set(log.id, log);
    this.#options.onChange({ action, id: log.id });
    return this.#respond(log.id);
  }

  #list(query: URLSearchParams, origin: string): Response {
    const timeOf = (name: string, missing: number): number => (query.has(name) ? Date.parse(query.get(name) ?? '') : missing);
    const [from, to] = [timeOf('fromDateTime', Number.NEGATIVE_INFINITY), timeOf('toDateTime', Number.POSITIVE_INFINITY)];
    const found = this.all.filter(({ id, dateTime }) => {
      const atMs = Date.parse(dateTime);
      return id > Number(query.get('startAfterId') ?? 0) && atMs >= from && atMs <= to;
    });
    const page = found.slice(0, Number(query.get('limit') ?? 100));
    const next = new URL(`/api/call-logs?${query.toString()}`, this.#options.baseUrl() ?? origin);
    next.searchParams.set('startAfterId', String(page.at(-1)?.id ?? 0));
    const more = found.length > page.length ? { nextPage: next.href } : {};
    return succeed({ callLogs: page.map((log) => this.#show(log)), ...more }, { success: true, errors: [] });
  }

  #respond(id: number): Response {
    const log = this.#logs.get(id);
    return log === undefined ? fail(404, NOT_FOUND) : succeed({ data: this.#show(log) }, { success: true, errors: [] });
  }

  /** Tags come back without the id that was sent: only a link names it (List Call Logs, example). */
  #show({ tags, ...log }: SandboxCallLog): object {
    const { siteNumber } = this.#options;
    const link = (type: string, id: number): string =>
      `https://${siteNumber}.axiscare.com?${type === 'client' ? 'customers' : `${type}s`}-profile.php&id=${id}`;
    return {
      ...log,
      userId: 223,
      comments: [],
      tags: tags.map(({ type, entityId }) => ({ name: 'A Person', type, url: link(type, entityId) })),
    };
  }
}
