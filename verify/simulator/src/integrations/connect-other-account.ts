import type { IntegrationSystem } from './integration-system.ts';

const MAX_WAIT_MS = 90_000;
/** For so long another account is connected. */
const MIN_FOREIGN_MS = 60_000;
const MAX_FOREIGN_MS = 40 * 60_000;

/**
 * Has the owner connect another company or workspace for a while, if the plan says so. A program that replaces credentials has the
 * integration checked.
 * @param check - Has it checked; `onDone` is called when that is accepted.
 * @returns whether the account of before is connected.
 */
export function connectOtherAccount(system: IntegrationSystem, check: (name: string, onDone?: () => void) => void): () => boolean {
  const { simulation, plan, connected, foreign } = system;
  const side = plan.otherAccount;
  if (side === undefined) return () => true;
  const chance = simulation.chance('other account');
  const before = { ...connected };
  let isBack = false;
  simulation.schedule(chance.integer(1000, MAX_WAIT_MS), `another account is connected: ${side}`, () => {
    if (side === 'crm') connected.crm = foreign.pipedrive;
    else connected.quo = foreign.quo;
    check('check the other account');
    simulation.schedule(chance.integer(MIN_FOREIGN_MS, MAX_FOREIGN_MS), 'the account of before is connected again', () => {
      Object.assign(connected, before);
      check('check the account of before', () => void (isBack = true));
    });
  });
  return () => isBack;
}
