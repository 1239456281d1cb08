import type { Clock } from '@frigg-crm/core';
import { findBodyProblem, rules, type SandboxRoute } from '@frigg-crm/http/sandbox';
import { personNumberOf } from './record-routes.ts';
import type { SandboxPeople } from './person-store.ts';
import { failure, invalid, notFound, success } from './sandbox-answers.ts';
import { toSandboxId } from './sandbox-ids.ts';
import { toWireTime } from './sandbox-person.ts';

/** A note of a sandbox. */
export interface SandboxNote {
  readonly id: string;
  /** Number of the person. */
  readonly person: number;
  readonly title: string;
  readonly format: 'plaintext' | 'markdown';
  readonly content: string;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
}

interface NoteBody {
  readonly parent_record_id: string;
  readonly title: string;
  readonly format: SandboxNote['format'];
  readonly content: string;
  readonly created_at?: string;
}

const changes = { title: rules.text, format: rules.oneOf('plaintext', 'markdown'), content: rules.text };
const fields = { ...changes, parent_object: rules.oneOf('people'), parent_record_id: rules.uuid, created_at: rules.time };
const required = ['parent_object', 'parent_record_id', 'title', 'format', 'content'];
const LISTED = 10;

/** What {@link SandboxNotes} works with. */
export interface SandboxNotesOptions {
  readonly people: SandboxPeople;
  readonly clock: Clock;
  /** Whether notes can be changed: older versions of the API cannot. @defaultValue true */
  readonly canUpdate?: boolean | undefined;
}

/** The notes of a sandbox. */
export class SandboxNotes {
  readonly #options: SandboxNotesOptions;
  readonly #notes = new Map<string, SandboxNote>();
  #made = 0;

  constructor(options: SandboxNotesOptions) {
    this.#options = options;
  }

  get all(): readonly SandboxNote[] {
    return [...this.#notes.values()];
  }

  /** Notes (Attio REST API). */
  routes(): Readonly<Record<string, SandboxRoute>> {
    const page = { limit: rules.number(1, 50), offset: rules.number(0, Number.MAX_SAFE_INTEGER) };
    const written = { query: {}, body: { data: rules.anything }, required: ['data'] };
    const { canUpdate = true } = this.#options;
    return {
      'POST /v2/notes': { ...written, handle: ({ body }) => this.#create((body as { readonly data: NoteBody }).data) },
      'GET /v2/notes': {
        query: { ...page, parent_object: rules.oneOf('people'), parent_record_id: rules.uuid },
        handle: ({ query }) => this.#list(query),
      },
      'GET /v2/notes/{id}': { query: {}, handle: ({ params }) => this.#with(params['id'], (note) => success(toWire(note))) },
      'DELETE /v2/notes/{id}': {
        query: {},
        handle: ({ params }) => this.#with(params['id'], ({ id }) => (this.#notes.delete(id), Response.json({}))),
      },
      'PATCH /v2/notes/{id}': {
        ...written,
        handle: ({ params, body }) =>
          canUpdate
            ? this.#with(params['id'], (note) => this.#update(note, (body as { readonly data: Partial<NoteBody> }).data))
            : failure(404, 'route_not_found', 'There is no such route.'),
      },
    };
  }

  #with(id: string | undefined, handle: (note: SandboxNote) => Response): Response {
    const note = this.#notes.get(id ?? '');
    return note === undefined ? notFound(`Note with ID "${id}"`) : handle(note);
  }

  #create(data: NoteBody): Response {
    const problem = findBodyProblem(data, fields, required);
    if (problem !== undefined) return invalid(problem);
    const { people, clock } = this.#options;
    const { parent_record_id: recordId, title, format, content, created_at: createdAt } = data;
    const createdAtMs = createdAt === undefined ? clock.now() : Date.parse(createdAt);
    if (createdAtMs > clock.now() || createdAtMs < 0) return invalid({ field: 'created_at', problem: 'is malformed' });
    const person = personNumberOf(recordId);
    if (people.get(person) === undefined) return notFound(`Record with ID "${recordId}"`);
    this.#made += 1;
    const note = { id: toSandboxId('note', this.#made), person, title, format, content, createdAtMs };
    this.#notes.set(note.id, note);
    return success(toWire(note));
  }

  #update(note: SandboxNote, data: Partial<NoteBody>): Response {
    const problem = findBodyProblem(data, changes);
    if (problem !== undefined) return invalid(problem);
    const changed = { ...note, ...data };
    this.#notes.set(note.id, changed);
    return success(toWire(changed));
  }

  #list(query: URLSearchParams): Response {
    const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? LISTED)];
    const person = personNumberOf(query.get('parent_record_id') ?? '');
    const found = this.all.filter((note) => !query.has('parent_record_id') || note.person === person);
    return success(found.slice(offset, offset + limit).map(toWire));
  }
}

function toWire({ id, person, title, content, createdAtMs }: SandboxNote): Readonly<Record<string, unknown>> {
  return {
    id: { workspace_id: toSandboxId('workspace', 1), note_id: id },
    parent_object: 'people',
    parent_record_id: toSandboxId('person', person),
    title,
    meeting_id: null,
    content_plaintext: content.replaceAll(/\*\*|\\/g, '').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'),
    content_markdown: content,
    tags: [],
    created_by_actor: { type: 'api-token', id: toSandboxId('member', 2) },
    created_at: toWireTime(createdAtMs),
  };
}
