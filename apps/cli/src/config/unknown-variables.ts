import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { AUDIT_FLAGS, CREATE_KEY_FLAGS, CREATE_OPERATOR_FLAGS } from './access-flags.ts';
import { AUTHORIZE_FLAGS, CONNECT_FLAGS, START_SYNC_FLAGS } from './account-flags.ts';
import { START_BULK_FLAGS } from './bulk-flags.ts';
import { BACKUP_FLAGS, MOVE_FLAGS } from './copy-flags.ts';
import { CREATE_FLAGS } from './create-flags.ts';
import { demoFlags } from './demo-flags.ts';
import type { Flags } from './flag.ts';
import { LIST_DEAD_LETTERS_FLAGS, LIST_INBOX_FLAGS, REDRIVE_DEAD_LETTERS_FLAGS, REPLAY_INBOX_FLAGS } from './inbox-flags.ts';
import { CONFIG_FLAGS, LIST_INTEGRATIONS_FLAGS, RUN_ACTION_FLAGS } from './integrations-flags.ts';
import { MAINTAIN_FLAGS } from './maintain-flags.ts';
import { FIND_PEOPLE_FLAGS, SYNC_PERSON_FLAGS } from './people-flags.ts';
import { LIST_FLAGS, REDRIVE_FLAGS } from './processes-flags.ts';
import { TUNING_VARIABLES } from './read-tuning.ts';
import { SERVE_FLAGS } from './serve-flags.ts';
import { syncFlags } from './sync-flags.ts';
import { SECRETS_WITHOUT_FLAG } from './with-secret-files.ts';

/** A variable that no command reads. */
export interface UnknownVariable {
  readonly name: string;
  /** What may have been meant. */
  readonly nearest: string | undefined;
}

/** Names that are further apart than this mean something else. */
const MAX_DISTANCE = 3;

/** @returns the variables that begin as ours do and are read by no command: a misspelt one would be ignored in silence. */
export function unknownVariables(
  env: Readonly<Record<string, string | undefined>>,
  connectors: readonly ConnectorDescriptor[],
): readonly UnknownVariable[] {
  const all: readonly Flags[] = [
    SERVE_FLAGS,
    BACKUP_FLAGS,
    MOVE_FLAGS,
    CREATE_FLAGS,
    MAINTAIN_FLAGS,
    LIST_FLAGS,
    REDRIVE_FLAGS,
    LIST_INTEGRATIONS_FLAGS,
    RUN_ACTION_FLAGS,
    CONFIG_FLAGS,
    LIST_DEAD_LETTERS_FLAGS,
    REDRIVE_DEAD_LETTERS_FLAGS,
    LIST_INBOX_FLAGS,
    REPLAY_INBOX_FLAGS,
    FIND_PEOPLE_FLAGS,
    SYNC_PERSON_FLAGS,
    START_BULK_FLAGS,
    CREATE_OPERATOR_FLAGS,
    CREATE_KEY_FLAGS,
    AUDIT_FLAGS,
    CONNECT_FLAGS,
    AUTHORIZE_FLAGS,
    START_SYNC_FLAGS,
    demoFlags(connectors),
    syncFlags(connectors),
  ];
  const variables = [...all.flatMap((flags) => Object.values(flags).map(({ variable }) => variable)), ...SECRETS_WITHOUT_FLAG];
  const known = new Set([...variables, ...variables.map((variable) => `${variable}_FILE`), ...TUNING_VARIABLES, ...OTHERS]);
  return Object.keys(env)
    .filter((name) => name.startsWith('FRIGG_CRM_') && !known.has(name))
    .map((name) => ({ name, nearest: nearestOf(name, known) }));
}

const OTHERS = ['FRIGG_CRM_DEBUG'];

function nearestOf(name: string, known: ReadonlySet<string>): string | undefined {
  const [nearest] = [...known]
    .map((other) => ({ other, distance: distanceOf(name, other) }))
    .filter(({ distance }) => distance <= MAX_DISTANCE)
    .toSorted((a, b) => a.distance - b.distance);
  return nearest?.other;
}

/** How many letters have to be added, removed or replaced (Levenshtein). */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of from.split('').entries()) {
    const next = [index + 1];
    for (const [place, other] of to.split('').entries())
      next.push(Math.min((row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1, (row[place] ?? 0) + (letter === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}
