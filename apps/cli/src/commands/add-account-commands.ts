import type { Command } from 'commander';
import {
  AUTHORIZE_FLAGS,
  CONNECT_FLAGS,
  DELETE_INTEGRATION_FLAGS,
  HISTORY_FLAGS,
  ONE_INTEGRATION_FLAGS,
  RECONNECT_FLAGS,
  SHOW_INTEGRATION_FLAGS,
  START_SYNC_FLAGS,
} from '../config/account-flags.ts';
import { addCommand, type CommandSpec } from './add-command.ts';

/** What connects accounts, and changes integrations as a whole. All but `connectors` and `connect` have the id of an integration. */
export type AccountActions = {
  readonly [
    Verb in
      | 'connectors'
      | 'show'
      | 'history'
      | 'check'
      | 'enable'
      | 'disable'
      | 'delete'
      | 'connect'
      | 'reconnect'
      | 'authorize'
      | 'startSync'
  ]: CommandSpec['action'];
};

/** Adds those verbs to `integrations`. */
export function addAccountCommands(integrations: Command, verbs: AccountActions): void {
  addConnectCommands(integrations, verbs);
  const args = ['<integration-id>'];
  addCommand(integrations, {
    name: 'show',
    description:
      'shows one pair of accounts: how it is, what its owner should know, when its APIs can be called, and its access at the CRM',
    flags: SHOW_INTEGRATION_FLAGS,
    args,
    action: verbs.show,
  });
  addCommand(integrations, {
    name: 'history',
    description: 'lists what happened to it within a week, the newest last',
    flags: HISTORY_FLAGS,
    args,
    action: verbs.history,
  });
  addCommand(integrations, {
    name: 'start-sync',
    description: 'starts a sync of it, one for each type of people; where one is under way, names that one',
    flags: START_SYNC_FLAGS,
    args,
    examples: ['frigg-crm integrations start-sync acme --dry-run', 'frigg-crm integrations start-sync acme --mode ongoing'],
    action: verbs.startSync,
  });
  const changes = {
    check: 'has its accounts and webhooks checked as soon as possible',
    disable: 'switches it off: its syncs rest, and its webhooks are kept until it is switched on',
    enable: 'switches it on, and has it checked',
  } as const;
  for (const [name, description] of Object.entries(changes))
    addCommand(integrations, { name, description, flags: ONE_INTEGRATION_FLAGS, args, action: verbs[name as keyof typeof changes] });
  addCommand(integrations, {
    name: 'delete',
    description: 'deletes it and everything of it; contacts in Quo and activities in the CRM stay',
    flags: DELETE_INTEGRATION_FLAGS,
    args,
    examples: ['frigg-crm integrations delete acme --dry-run', 'frigg-crm integrations delete acme --if-plan v3'],
    action: verbs.delete,
  });
}

function addConnectCommands(integrations: Command, verbs: AccountActions): void {
  addCommand(integrations, {
    name: 'connectors',
    description: 'lists the CRMs that can be connected, and what an account of each consists of',
    flags: ONE_INTEGRATION_FLAGS,
    action: verbs.connectors,
  });
  addCommand(integrations, {
    name: 'connect',
    description: 'connects an account of a CRM with a workspace of Quo; give the token and the key as variables',
    flags: CONNECT_FLAGS,
    args: ['<connector>'],
    examples: ['FRIGG_CRM_CRM_TOKEN=… FRIGG_CRM_QUO_KEY=… frigg-crm integrations connect pipedrive --crm-url https://acme.pipedrive.com'],
    action: verbs.connect,
  });
  addCommand(integrations, {
    name: 'reconnect',
    description: 'replaces the credentials of the same accounts; what is not given stays, and syncs that waited for them go on',
    flags: RECONNECT_FLAGS,
    args: ['<integration-id>'],
    action: verbs.reconnect,
  });
  addCommand(integrations, {
    name: 'authorize',
    description: 'connects its account by consent at the CRM: prints the link to open, and completes with the address that it leads to',
    flags: AUTHORIZE_FLAGS,
    args: ['<integration-id>'],
    examples: [
      'frigg-crm integrations authorize acme --redirect-uri http://localhost:8976/callback',
      "frigg-crm integrations authorize acme --callback-url 'http://localhost:8976/callback?code=…&state=…'",
    ],
    action: verbs.authorize,
  });
}
