import { attioConnector } from '@frigg-crm/attio';
import { axiscareConnector } from '@frigg-crm/axiscare';
import { pipedriveConnector } from '@frigg-crm/pipedrive';
import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { scalingTestConnector } from '@frigg-crm/scaling-test';
import { zohoConnector } from '@frigg-crm/zoho';
import { countRequests, type CountedSyncs } from '../test-support/count-requests.ts';
import type { BenchOptions } from '../test-support/options.ts';
import { printTable, type Row } from '../test-support/table.ts';

const PEOPLE = [1000];
const SURFACES = ['partner', 'public'] as const;
/** How many persons a page of each API may hold at most, by its documentation. */
const CRM_PAGES: readonly (readonly [ConnectorDescriptor, number])[] = [
  [scalingTestConnector, 1000],
  [pipedriveConnector, 500],
  [attioConnector, 500],
  [axiscareConnector, 500],
  [zohoConnector, 200],
];
/** Ids of a lookup in Quo, and contacts of a bulk call. */
const LOOKUP = 20;
const BULK = 50;
/** Requests to Quo, of the fewest that its API allows: pages do not end where lookups do, and some contacts are asked for again. */
const MAX_RATIO = 1.1;

/** How many requests a sync sends for each thousand persons, beside the fewest that the page sizes of the APIs allow. */
export async function requests({ people = PEOPLE }: BenchOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const persons of people)
    for (const [connector, crmPage] of CRM_PAGES)
      for (const surface of SURFACES)
        rows.push(toRow(await countRequests({ connector, persons, surface }), { connector, persons, surface, crmPage }));
  printTable(
    `requests: for each 1 000 persons, all of them new and then all unchanged; those to Quo at most ${MAX_RATIO} times the fewest, none where nothing has changed`,
    rows,
  );
  return rows;
}

interface Facts {
  readonly connector: ConnectorDescriptor;
  readonly persons: number;
  readonly surface: (typeof SURFACES)[number];
  readonly crmPage: number;
}

function toRow({ first, again }: CountedSyncs, { connector, persons, surface, crmPage }: Facts): Row {
  const lookups = Math.ceil(persons / LOOKUP);
  const fewest = surface === 'partner' ? lookups * 2 + Math.ceil(persons / BULK) : lookups + persons;
  const ratio = first.quo / fewest;
  const isKept = ratio <= MAX_RATIO && again.quo === 0 && first.contacts === persons && again.contacts === persons;
  const each = (count: number): number => Math.round((count * 10_000) / persons) / 10;
  return {
    connector: connector.id,
    surface,
    quo: each(first.quo),
    'fewest to Quo': each(fewest),
    ratio: Math.round(ratio * 100) / 100,
    crm: each(first.crm),
    'fewest to the CRM': each(Math.ceil(persons / crmPage)),
    'quo, unchanged': each(again.quo),
    'crm, unchanged': each(again.crm),
    'as promised': isKept ? 'yes' : 'NO',
  };
}
