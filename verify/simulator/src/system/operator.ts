import { FriggCrmError } from '@frigg-crm/core';
import type { CrmIntegration } from '@frigg-crm/crm-base';
import type { Simulation } from '@frigg-crm/testing';
import type { Fleet, FleetNode } from './fleet.ts';
import type { Node } from './node.ts';

/** What is to be done on some machine. */
export interface Task<Worker = Node> {
  /** For traces. */
  readonly name: string;
  readonly integrationId: string;
  readonly run: (integration: CrmIntegration, node: Worker) => Promise<unknown>;
  /** Called once, when a machine has done it. */
  readonly onDone?: (() => void) | undefined;
  /** Codes of errors that end it: a request may come too late, or together with another. @defaultValue an illegal transition */
  readonly refusals?: readonly string[] | undefined;
  /** Whether it is tried again until it succeeds. @defaultValue true */
  readonly persists?: boolean | undefined;
}

/** A request without a response for so long is repeated. */
const PATIENCE_MS = 120_000;
const AGAIN_MS = 15_000;

/** People and programs outside that request something of machines, and repeat it when they get no response. */
export class Operator<Worker extends FleetNode & Pick<Node, 'integrations'> = Node> {
  readonly #simulation: Simulation;
  readonly #fleet: Fleet<Worker>;
  #open = 0;

  constructor({ simulation }: { readonly simulation: Simulation }, fleet: Fleet<Worker>) {
    this.#simulation = simulation;
    this.#fleet = fleet;
  }

  /** Tasks that are not done yet. */
  get openTasks(): number {
    return this.#open;
  }

  /** Has something done. */
  ask(task: Task<Worker>): void {
    this.#open += 1;
    this.#try(task);
  }

  #try(task: Task<Worker>): void {
    const simulation = this.#simulation;
    const { ready } = this.#fleet;
    const node = ready.length === 0 ? undefined : simulation.chance('operator').pick(ready);
    const integration = node?.integrations.get(task.integrationId);
    if (node === undefined || integration === undefined) {
      this.#retry(task, 'there is no machine');
      return;
    }
    let isAnswered = false;
    const answer = (then: () => void): void => {
      if (isAnswered) return;
      isAnswered = true;
      silence.cancel();
      then();
    };
    const silence = simulation.schedule(PATIENCE_MS, `${task.name} gets no response`, () => answer(() => this.#retry(task, 'no response')));
    simulation.note(`${node.machine.name} receives: ${task.name}`);
    task.run(integration, node).then(
      () => answer(() => this.#end(task)),
      (error: unknown) => answer(() => this.#onFailure(task, error)),
    );
  }

  #onFailure(task: Task<Worker>, error: unknown): void {
    const simulation = this.#simulation;
    const code = FriggCrmError.is(error) ? error.code : 'UNEXPECTED';
    simulation.note(`${task.name} fails: ${code}`);
    if (code === 'ILLEGAL_TRANSITION' || task.refusals?.includes(code) === true) this.#end(task);
    else if (FriggCrmError.is(error) && error.retryable) this.#retry(task, code);
    else simulation.fail('what an operator requests is done, or may be requested again', `${task.name}: ${code} ${String(error)}`);
  }

  #end(task: Task<Worker>): void {
    this.#open -= 1;
    task.onDone?.();
  }

  #retry(task: Task<Worker>, reason: string): void {
    if (task.persists === false) return void (this.#open -= 1);
    this.#simulation.schedule(AGAIN_MS, `${task.name} is requested again: ${reason}`, () => this.#try(task));
  }
}
