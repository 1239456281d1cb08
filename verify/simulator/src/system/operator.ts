import { FriggCrmError } from '@frigg-crm/core';
import type { CrmIntegration } from '@frigg-crm/crm-base';
import type { Fleet } from './fleet.ts';
import type { Node } from './node.ts';
import type { SimulatedSystem } from './simulated-system.ts';

/** What somebody wants to be done on some machine. */
export interface Task {
  /** For traces. */
  readonly name: string;
  readonly integrationId: string;
  readonly run: (integration: CrmIntegration, node: Node) => Promise<unknown>;
  /** Told once, when a machine has said that it is done. */
  readonly onDone?: (() => void) | undefined;
  /** Codes of errors that are answers: whoever clicks may come too late, or together with somebody else. @defaultValue an illegal transition */
  readonly refusals?: readonly string[] | undefined;
  /** Whether it is tried again until it succeeds. @defaultValue true */
  readonly persists?: boolean | undefined;
}

/** Whoever gets no answer for so long asks again. */
const PATIENCE_MS = 120_000;
const AGAIN_MS = 15_000;
/** People and programs outside that ask machines to do something, and ask again when they get no answer. */
export class Operator {
  readonly #system: SimulatedSystem;
  readonly #fleet: Fleet;
  #open = 0;

  constructor(system: SimulatedSystem, fleet: Fleet) {
    this.#system = system;
    this.#fleet = fleet;
  }

  /** Tasks that are not done yet. */
  get openTasks(): number {
    return this.#open;
  }

  /** Has something done. */
  ask(task: Task): void {
    this.#open += 1;
    this.#try(task);
  }

  #try(task: Task): void {
    const { simulation } = this.#system;
    const { ready } = this.#fleet;
    const node = ready.length === 0 ? undefined : simulation.chance('operator').pick(ready);
    const integration = node?.integrations.get(task.integrationId);
    if (node === undefined || integration === undefined) {
      this.#askAgain(task, 'there is no machine');
      return;
    }
    let isAnswered = false;
    const answer = (then: () => void): void => {
      if (isAnswered) return;
      isAnswered = true;
      silence.cancel();
      then();
    };
    const silence = simulation.schedule(PATIENCE_MS, `${task.name} is not answered`, () => answer(() => this.#askAgain(task, 'no answer')));
    simulation.note(`${node.machine.name} is asked to ${task.name}`);
    task.run(integration, node).then(
      () => answer(() => this.#end(task)),
      (error: unknown) => answer(() => this.#onFailure(task, error)),
    );
  }

  #onFailure(task: Task, error: unknown): void {
    const { simulation } = this.#system;
    const code = FriggCrmError.is(error) ? error.code : 'UNEXPECTED';
    simulation.note(`${task.name} fails: ${code}`);
    if (code === 'ILLEGAL_TRANSITION' || task.refusals?.includes(code) === true) this.#end(task);
    else if (FriggCrmError.is(error) && error.retryable) this.#askAgain(task, code);
    else simulation.fail('what an operator asks for is done, or may be asked for again', `${task.name}: ${code} ${String(error)}`);
  }

  #end(task: Task): void {
    this.#open -= 1;
    task.onDone?.();
  }

  #askAgain(task: Task, reason: string): void {
    if (task.persists === false) return void (this.#open -= 1);
    this.#system.simulation.schedule(AGAIN_MS, `${task.name} is asked for again: ${reason}`, () => this.#try(task));
  }
}
