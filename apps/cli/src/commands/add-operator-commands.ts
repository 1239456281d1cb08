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
}

/** Adds `dead-letters`, `inbox` and `people`. */
export function addOperatorCommands(program: Command, { deadLetters, inbox, people }: OperatorActions): void {
  addDeadLetters(program, deadLetters);
  addInbox(program, inbox);
  addPeople(program, people);
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
