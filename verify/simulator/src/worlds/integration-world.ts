import { createIntegrationRepository, type Integration } from '@frigg-crm/core';
import { INBOX } from '@frigg-crm/core/adapter';
import type { Simulation } from '@frigg-crm/testing';
import { bootIntegrationNode, type IntegrationNode } from '../integrations/integration-node.ts';
import type { IntegrationPlan } from '../integrations/integration-plan.ts';
import { INTEGRATION_ID, createIntegrationSystem, personNamed, type IntegrationSystem } from '../integrations/integration-system.ts';
import { connectOtherAccount } from '../integrations/connect-other-account.ts';
import { createWebhookSender } from '../integrations/webhook-sender.ts';
import { checkCalls } from '../invariants/check-calls.ts';
import { watchAccounts } from '../invariants/watch-accounts.ts';
import { checkEvents, checkLifecycle, hasSubscriptions } from '../invariants/check-integration.ts';
import { phoneOf } from '../system/crm-model.ts';
import { startFleet } from '../system/fleet.ts';
import { Operator, type Task } from '../system/operator.ts';
import type { World } from './world.ts';

const HOUR_MS = 3_600_000;
/** By then everything is set up, written or deleted, once nothing goes wrong any more. */
const END_MS = 12 * HOUR_MS;
const CHAOS_MS = HOUR_MS;
/** An integration that has something left over is checked again within an hour; one attempt may be needed for each of its sides. */
const CHECK_MS = 3 * HOUR_MS;
const ACTION_MS = 90_000;
/** Calls and texts of one moment: many more than statements are under way at the same time. */
const BURST = 12;
/** Whatever is to be done is due by then. */
const END_OF_TIME = '9999-12-31T00:00:00.000Z';

/** Webhooks, the inbox, calls and texts; or the life of an integration. */
export function createIntegrationWorld(simulation: Simulation, plan: IntegrationPlan): World {
  const system = createIntegrationSystem(simulation, plan);
  let end = 'unfinished';
  return {
    async play() {
      await playIntegration(system);
      end = plan.kind === 'lifecycle' && plan.isDeleted ? 'integration deleted' : 'integration at rest';
    },
    ends: () => ({ [end]: 1 }),
    shared: () => system.backend.shared,
    describe: () => [
      `queues: ${JSON.stringify(Object.values(system.backend.queues).map(({ size, deadLetters }) => ({ size, deadLetters })))}`,
    ],
    close: () => system.backend.close(),
  };
}

async function playIntegration(system: IntegrationSystem): Promise<void> {
  const { simulation, plan } = system;
  const boot = (options: Parameters<typeof bootIntegrationNode>[1]): IntegrationNode => bootIntegrationNode(system, options);
  const fleet = startFleet({ ...plan, simulation, boot });
  const operator = new Operator(system, fleet);
  const watch = watchRecord(system);
  if (plan.otherAccount !== undefined) watchAccounts(system);
  if (plan.kind === 'events') simulation.faults.suspend();
  ask(
    operator,
    'create the integration',
    async ({ services }) => services.lifecycle.create({ id: INTEGRATION_ID, userId: 'u1', connector: 'pipedrive' }),
    {
      refusals: ['INTEGRATION_EXISTS'],
    },
  );
  simulation.schedule(CHAOS_MS, 'nothing goes wrong from now on', () => simulation.faults.stop());
  if (plan.kind === 'events') {
    await until(system, () => watch.record?.setUpAt != null && watch.isSynced);
    simulation.faults.resume();
  }
  const sender = createWebhookSender(system, fleet);
  const happened = startActions(system, { sendNew: (how) => sender.sendNew(how), operator });
  const isBack = connectOtherAccount(system, (name, onDone) =>
    ask(operator, name, async ({ services }) => services.lifecycle.recheck(INTEGRATION_ID), { onDone }),
  );
  await until(system, () => happened.isOver && isBack() && operator.openTasks === 0 && sender.open === 0);
  simulation.faults.stop();
  const isDeleted = plan.kind === 'lifecycle' && plan.isDeleted;
  const isSettled = (): boolean => (isDeleted ? watch.record === undefined : watch.record?.setUpAt != null && watch.isSynced);
  await until(system, () => fleet.isWhole && isSettled() && watch.isIdle && sender.open === 0);
  if (simulation.violation !== undefined) return;
  checkCalls(simulation, fleet.machines);
  if (plan.kind === 'events') checkEvents(system, happened);
  // What a set-up or a change has left over, the next check repairs.
  await simulation.run({ until: () => hasSubscriptions(system, isDeleted), limitMs: CHECK_MS });
  await checkLifecycle(system, isDeleted);
}

interface ActionDependencies {
  readonly sendNew: (how?: 'together') => void;
  readonly operator: Operator<IntegrationNode>;
}

/** People call, write, and change records; in a world of the lifecycle, the owner changes and deletes the integration. */
function startActions(system: IntegrationSystem, { sendNew, operator }: ActionDependencies) {
  const { simulation, plan, quo, pipedrive } = system;
  const chance = simulation.chance('actions');
  const calls = new Map<string, { hasRecording: boolean }>();
  const texts: string[] = [];
  const names = new Map<number, string>();
  const happened = { calls, texts, names, isOver: false };
  for (let id = 1; id <= plan.people; id += 1) names.set(id, personNamed(id, 0).first_name);

  const events: readonly (() => void)[] = [
    () => void calls.set(quo.phone.call({ with: phoneOf(chance.integer(1, plan.people)) }), { hasRecording: false }),
    () => void texts.push(quo.phone.text({ with: phoneOf(chance.integer(1, plan.people)) })),
    () => {
      const id = [...calls.keys()].at(-1);
      if (id === undefined) return;
      quo.phone.addRecording(id);
      calls.set(id, { hasRecording: true });
    },
    () => {
      const id = chance.integer(1, plan.people);
      const person = personNamed(id, chance.integer(1, 1_000_000));
      names.set(id, person.first_name);
      pipedrive.people.change(id, person);
    },
  ];
  const steps: readonly (() => void)[] = [
    ...events,
    () =>
      ask(operator, 'select a number', async ({ services }) => services.lifecycle.update(INTEGRATION_ID, { resourceIds: ['PN1'] }), LATE),
    () => ask(operator, 'check the integration', async ({ services }) => services.lifecycle.recheck(INTEGRATION_ID), LATE),
  ];

  function burst(): void {
    const pairs = simulation.chance('bursts');
    for (let index = 0; index < BURST; index += 1) pairs.pick(events.slice(0, 2))();
    sendNew('together');
  }

  function next(left: number): void {
    simulation.schedule(chance.integer(1000, ACTION_MS), 'something happens', () => {
      if (left > 0) {
        chance.pick(plan.kind === 'events' ? events : steps)();
        sendNew();
        if (left <= plan.bursts) burst();
        return next(left - 1);
      }
      if (plan.kind === 'lifecycle' && plan.isDeleted)
        ask(operator, 'delete the integration', async ({ services }) => services.lifecycle.delete(INTEGRATION_ID), {
          refusals: LATE.refusals,
        });
      happened.isOver = true;
    });
  }

  next(plan.actions);
  return happened;
}

/** An owner who comes before the integration exists, or in the middle of other work, may try again later, or not at all. */
const LATE = { refusals: ['INTEGRATION_NOT_FOUND', 'INTEGRATION_IN_DELETION', 'INVALID_INTEGRATION_DATA'], persists: false };

function ask(
  operator: Operator<IntegrationNode>,
  name: string,
  run: (node: IntegrationNode) => Promise<unknown>,
  options: Pick<Task, 'refusals' | 'persists' | 'onDone'> = {},
): void {
  operator.ask({ name, integrationId: INTEGRATION_ID, run: async (_, node) => run(node), ...options });
}

/** Keeps what is stored at hand, as the condition that needs it cannot wait. */
function watchRecord({ simulation, backend, quo, plan }: IntegrationSystem) {
  const state: { record: Integration | undefined; isIdle: boolean; readonly isSynced: boolean } = {
    record: undefined,
    isIdle: false,
    get isSynced() {
      return quo.size >= plan.people;
    },
  };
  const read = async (raw: NonNullable<typeof backend.raw>): Promise<void> => {
    state.record = await createIntegrationRepository(raw.documents).findById(INTEGRATION_ID);
    const waiting = await raw.documents.query({ collection: INBOX, integrationId: INTEGRATION_ID, dueBefore: END_OF_TIME, limit: 1 });
    const active = await raw.processRepository.find({ integrationId: INTEGRATION_ID, active: true, limit: 1 });
    state.isIdle = waiting.length === 0 && active.length === 0 && Object.values(backend.queues).every(({ size }) => size === 0);
  };
  const look = async (): Promise<void> => {
    const { raw } = backend;
    try {
      if (raw !== undefined) await read(raw);
    } catch (error) {
      // The program through which it read has crashed: the next look is through another one.
      if (backend.raw === raw) throw error;
    }
  };
  simulation.addCheck(() => void look());
  return state;
}

async function until({ simulation }: IntegrationSystem, condition: () => boolean): Promise<void> {
  const end = await simulation.run({ until: condition, limitMs: END_MS });
  if (end === 'idle' || end === 'late') simulation.fail('what has come in is worked off, and what is due is done', `it is ${end}`);
}
