import type { Command } from 'commander';
import {
  ACCESS_FLAGS,
  CREATE_KEY_FLAGS,
  CREATE_OPERATOR_FLAGS,
  END_SESSIONS_FLAGS,
  LIST_ACCESS_FLAGS,
  LIST_SESSIONS_FLAGS,
  SET_OPERATOR_FLAGS,
} from '../config/access-flags.ts';
import { addCommand, type CommandSpec } from './add-command.ts';

type Action = CommandSpec['action'];

/** The verbs of `access`. */
export interface AccessActions {
  readonly whoAmI: Action;
  /** All but `list` have the name of an operator. */
  readonly operators: { readonly [Verb in 'list' | 'create' | 'set' | 'delete']: Action };
  /** `end` has the id of a session, or none. */
  readonly sessions: { readonly [Verb in 'list' | 'end']: Action };
  /** `create` has what the key is for, `delete` its id. */
  readonly keys: { readonly [Verb in 'list' | 'create' | 'delete']: Action };
}

/** Adds `access`. */
export function addAccessCommands(program: Command, { whoAmI, operators, sessions, keys }: AccessActions): void {
  const access = program
    .command('access')
    .description(
      'manages operators, their sessions and API keys, on a server or on a store: also for a team that has lost all of its passwords',
    );
  addCommand(access, {
    name: 'whoami',
    description: 'says who the caller is, and what it may do',
    flags: ACCESS_FLAGS,
    action: whoAmI,
  });
  addOperators(access, operators);
  addSessions(access, sessions);
  addKeys(access, keys);
}

function addOperators(access: Command, verbs: AccessActions['operators']): void {
  const operators = access.command('operators').description('manages who signs in on the page');
  const args = ['<name>'];
  addCommand(operators, {
    name: 'list',
    description: 'lists them in the order of their names',
    flags: LIST_ACCESS_FLAGS,
    action: verbs.list,
  });
  addCommand(operators, {
    name: 'create',
    description: 'creates one with a first password',
    flags: CREATE_OPERATOR_FLAGS,
    args,
    examples: [
      'frigg-crm access operators create ana --role admin',
      'frigg-crm access operators create ben --role viewer --sees-people yes',
    ],
    action: verbs.create,
  });
  addCommand(operators, {
    name: 'set',
    description: 'changes what one may do, from the next request on',
    flags: SET_OPERATOR_FLAGS,
    args,
    action: verbs.set,
  });
  addCommand(operators, {
    name: 'delete',
    description: 'deletes one; sessions and passkeys of that name end at once',
    flags: ACCESS_FLAGS,
    args,
    action: verbs.delete,
  });
}

function addSessions(access: Command, verbs: AccessActions['sessions']): void {
  const sessions = access.command('sessions').description('shows where operators are signed in on the page, and ends that');
  addCommand(sessions, {
    name: 'list',
    description: 'lists sessions that are not over, the newest first, without what one can sign in with',
    flags: LIST_SESSIONS_FLAGS,
    action: verbs.list,
  });
  addCommand(sessions, {
    name: 'end',
    description: 'ends one, or all of an operator: refused from the next request on',
    flags: END_SESSIONS_FLAGS,
    args: ['[session-id]'],
    examples: ['frigg-crm access sessions end e64410b8c5ff0a1b2c3d4e5f', 'frigg-crm access sessions end --operator ana'],
    action: verbs.end,
  });
}

function addKeys(access: Command, verbs: AccessActions['keys']): void {
  const keys = access.command('keys').description('manages the API keys of programs');
  addCommand(keys, {
    name: 'list',
    description: 'lists them, without what is secret of them',
    flags: LIST_ACCESS_FLAGS,
    action: verbs.list,
  });
  addCommand(keys, {
    name: 'create',
    description: 'creates one, and shows it once',
    flags: CREATE_KEY_FLAGS,
    args: ['<what-it-is-for>'],
    examples: ["frigg-crm access keys create 'nightly report' --rights see,see-audit --expires-in-days 90"],
    action: verbs.create,
  });
  addCommand(keys, {
    name: 'delete',
    description: 'deletes one: from now on it is refused',
    flags: ACCESS_FLAGS,
    args: ['<key-id>'],
    action: verbs.delete,
  });
}
