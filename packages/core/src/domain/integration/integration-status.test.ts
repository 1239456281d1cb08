import { describe, expect, it } from 'vitest';
import { INTEGRATION_STATUSES, isValidStatusChange, isWorkingStatus, type IntegrationStatus } from './integration-status.ts';

/** One column for each status to go to, in the order of the rows. */
const TABLE: Readonly<Record<IntegrationStatus, string>> = {
  //             E N P D R X
  ENABLED: '      x x x x x x',
  NEEDS_CONFIG: ' x x - x x x',
  PROCESSING: '   x x x x x x',
  DISABLED: '     x x - x - x',
  ERROR: '        x x x x x x',
  IN_DELETION: '  - - - - - x',
};

describe('the status of an integration', () => {
  it('is one of six, each named once', () => {
    expect(INTEGRATION_STATUSES).toEqual(Object.keys(TABLE));
  });

  it.each(Object.entries(TABLE) as [IntegrationStatus, string][])('leads from %s only to where it may', (from, row) => {
    const expected = row
      .trim()
      .split(' ')
      .map((mark) => mark === 'x');
    expect(INTEGRATION_STATUSES.map((to) => isValidStatusChange(from, to))).toEqual(expected);
  });

  it('lets webhooks and syncs of an integration run unless it waits, is switched off or goes', () => {
    expect(INTEGRATION_STATUSES.filter(isWorkingStatus)).toEqual(['ENABLED', 'PROCESSING', 'ERROR']);
  });
});
