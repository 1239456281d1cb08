import type { Command } from 'commander';
import {
  GROUP_DEAD_LETTERS_FLAGS,
  LIST_DEAD_LETTERS_FLAGS,
  LIST_INBOX_FLAGS,
  REDRIVE_DEAD_LETTERS_FLAGS,
  REPLAY_INBOX_FLAGS,
  SHOW_INBOX_FLAGS,
} from '../config/inbox-flags.ts';
import { FIND_PEOPLE_FLAGS, SHOW_PERSON_FLAGS, SYNC_PERSON_FLAGS } from '../config/people-flags.ts';
import { ACCESS_FLAGS, AUDIT_FLAGS } from '../config/access-flags.ts';
import { LIST_BULK_FLAGS, SERVER_ONLY_FLAGS, START_BULK_FLAGS } from '../config/bulk-flags.ts';
import { addAccessCommands, type AccessActions } from './add-access-commands.ts';
import { addCommand } from './add-command.ts';

type OnList = (command: Command) => Promise<void>;
type OnOne = (command: Command, id: string) => Promise<void>;
type OnOneOrMany = (command: Command, id: string | undefined) => Promise<void>;

/** What operators do when something went wrong outside of syncs. */
export interface OperatorActions {
  /** The verbs of `dead-letters`. */
  readonly deadLetters: { readonly list: OnList; readonly groups: OnList; readonly redrive: OnOneOrMany };
  /** The verbs of `inbox`. */
  readonly inbox: { readonly list: OnList; readonly show: OnOne; readonly replay: OnOneOrMany };
  /** The verbs of `people`. */
  readonly people: { readonly find: OnOne; readonly show: OnOne; readonly syncNow: OnOne };
  /** The verbs of `bulk`. */
  readonly bulk: { readonly start: OnOne; readonly list: OnList; readonly show: OnOne; readonly wait: OnOne; readonly cancel: OnOne };
  /** The verbs of `access`. */
  readonly access: AccessActions;
  readonly overview: OnList;
  readonly audit: OnList;
  readonly diagnostics: OnList;
}

/** Adds what operators have besides `processes` and `integrations`. */
export function addOperatorCommands(
  program: Command,
  { deadLetters, inbox, people, bulk, access, overview, audit, diagnostics }: OperatorActions,
): void {
  addCommand(program, {
    name: 'overview',
    description: 'lists what needs an operator, each with what shows more, and counts what runs',
    flags: ACCESS_FLAGS,
    action: overview,
  });
  addBulk(program, bulk);
  addDeadLetters(program, deadLetters);
  addInbox(program, inbox);
  addPeople(program, people);
  addAccessCommands(program, access);
  addCommand(program, {
    name: 'audit',
    description: 'lists what callers did and were refused within 400 days, the newest first',
    flags: AUDIT_FLAGS,
    examples: ['frigg-crm audit --since 24h --refused', 'frigg-crm audit --caller operator:ana --operation pauseSync,cancelSync --json'],
    action: audit,
  });
  addCommand(program, {
    name: 'diagnostics',
    description: 'has a server test whether requests, webhooks and WebSockets come through to its public URL; code 1 where one does not',
    flags: SERVER_ONLY_FLAGS,
    action: diagnostics,
  });
}

function addBulk(program: Command, verbs: OperatorActions['bulk']): void {
  const bulk = program.command('bulk').description('does one thing to many syncs of a server, in its background');
  const args = ['<operation-id>'];
  addCommand(bulk, {
    name: 'start',
    description: 'pauses, resumes, cancels or redrives all syncs that match, and says how it is found again',
    flags: START_BULK_FLAGS,
    args: ['<action>'],
    examples: [
      'frigg-crm bulk start redrive --state ERROR --dry-run',
      'frigg-crm bulk start redrive --state ERROR --rate 2 --wait',
      'frigg-crm bulk start pause --active --integration acme',
    ],
    action: verbs.start,
  });
  addCommand(bulk, { name: 'list', description: 'lists those of the last 30 days', flags: LIST_BULK_FLAGS, action: verbs.list });
  addCommand(bulk, {
    name: 'show',
    description: 'shows how far one is, and what became of the syncs',
    flags: SERVER_ONLY_FLAGS,
    args,
    action: verbs.show,
  });
  addCommand(bulk, {
    name: 'wait',
    description: 'waits until one has ended, with a line whenever it has come further; code 1 where it was cancelled or failed',
    flags: SERVER_ONLY_FLAGS,
    args,
    action: verbs.wait,
  });
  addCommand(bulk, {
    name: 'cancel',
    description: 'stops one where it stands: what is done stays done',
    flags: SERVER_ONLY_FLAGS,
    args,
    action: verbs.cancel,
  });
}

function addDeadLetters(program: Command, verbs: OperatorActions['deadLetters']): void {
  const deadLetters = program
    .command('dead-letters')
    .description(
      'shows what failed for good outside of syncs (events, calls, texts, checks of people), and gives it another set of attempts',
    );
  addCommand(deadLetters, {
    name: 'list',
    description: 'lists what failed for good; what is not redriven is forgotten after 30 days',
    flags: LIST_DEAD_LETTERS_FLAGS,
    examples: ['frigg-crm dead-letters list --since 24h', 'frigg-crm dead-letters list --group crm-event/API_REFUSED --json'],
    action: verbs.list,
  });
  addCommand(deadLetters, {
    name: 'groups',
    description: 'counts what failed for good by kind and code, the largest group first: begin here',
    flags: GROUP_DEAD_LETTERS_FLAGS,
    action: verbs.groups,
  });
  addCommand(deadLetters, {
    name: 'redrive',
    description:
      'gives one entry, a group or all of them another set of attempts, once their cause is gone; what still fails comes back, and nothing is done twice',
    flags: REDRIVE_DEAD_LETTERS_FLAGS,
    args: ['[id]'],
    examples: [
      'frigg-crm dead-letters redrive crm:4711 --integration acme',
      'frigg-crm dead-letters redrive --group log-call/RATE_LIMITED --rate 2',
      'frigg-crm dead-letters redrive --all --since 2h',
    ],
    action: verbs.redrive,
  });
}

function addInbox(program: Command, verbs: OperatorActions['inbox']): void {
  const inbox = program
    .command('inbox')
    .description('shows the events that webhooks of Quo and of CRMs delivered, and replays those that failed');
  addCommand(inbox, {
    name: 'list',
    description: 'lists events, each once however often it came',
    flags: LIST_INBOX_FLAGS,
    examples: ['frigg-crm inbox list --state open', 'frigg-crm inbox list --source quo --since 30m'],
    action: verbs.list,
  });
  addCommand(inbox, {
    name: 'show',
    description: 'shows an event with what was kept of it: ids and moments, no text and no phone number; opening it is audited by a server',
    flags: SHOW_INBOX_FLAGS,
    args: ['<id>'],
    examples: ['frigg-crm inbox show crm:4711 --integration acme'],
    action: verbs.show,
  });
  addCommand(inbox, {
    name: 'replay',
    description: 'has one event, or all that failed since a moment, worked on again; what waits or is done is left as it is',
    flags: REPLAY_INBOX_FLAGS,
    args: ['[id]'],
    examples: ['frigg-crm inbox replay crm:4711 --integration acme', 'frigg-crm inbox replay --failed-since 6h --source crm --rate 5'],
    action: verbs.replay,
  });
}

function addPeople(program: Command, verbs: OperatorActions['people']): void {
  const people = program.command('people').description('finds single people, says what became of them, and syncs one at once');
  addCommand(people, {
    name: 'find',
    description:
      'finds people by phone number, e-mail address, name, id of the CRM or id of Quo, and says whether they are in Quo and why not; audited by a server',
    flags: FIND_PEOPLE_FLAGS,
    args: ['<person>'],
    examples: [
      'frigg-crm people find +14155550123',
      'frigg-crm people find ana@example.com',
      'frigg-crm people find "Ana Ruiz"',
      'frigg-crm people find 4711 --object-type Contact --integration acme',
    ],
    action: verbs.find,
  });
  addCommand(people, {
    name: 'show',
    description:
      'reads one person in the CRM and in Quo now, and says what differs, why, and what sync-now would change; audited by a server',
    flags: SHOW_PERSON_FLAGS,
    args: ['<crm-id>'],
    examples: ['frigg-crm people show 4711 --integration acme'],
    action: verbs.show,
  });
  addCommand(people, {
    name: 'sync-now',
    description: 'has one person of the CRM written to Quo as soon as possible, also where the contact was changed in Quo',
    flags: SYNC_PERSON_FLAGS,
    args: ['<crm-id>'],
    examples: ['frigg-crm people sync-now 4711 --integration acme --dry-run', 'frigg-crm people sync-now 4711 --integration acme --wait'],
    action: verbs.syncNow,
  });
}
