import type { CallOptions } from '@frigg-crm/core';
import { ApiUnavailableError } from '@frigg-crm/http';
import type { ActivityTarget } from '../connector/activity-target.ts';
import type { CrmPersonRef, LoggedActivity } from '../connector/logged-activity.ts';

/** An activity as the fake CRM keeps it. */
export interface FakeActivity extends LoggedActivity {
  readonly id: string;
}

/** Stands for the activities of a CRM: a list, and hooks to make a call slow or go wrong. */
export class FakeActivities implements Omit<ActivityTarget, 'activityFormats'> {
  readonly stored = new Map<string, FakeActivity>();
  /** Everything that was ever written, by the name of the call. */
  readonly calls: string[] = [];
  /** Who can be found by phone. */
  people: ReadonlyMap<string, CrmPersonRef> = new Map();
  /** Called before and after each call takes effect; what it throws is the answer. */
  pass: (call: string, when: 'before' | 'after') => Promise<void> | void = () => {};
  canUpdate = true;
  #ids = 0;

  async findPersonsByPhone(phoneNumber: string): Promise<readonly CrmPersonRef[]> {
    return this.#run('search', () => {
      const found = this.people.get(phoneNumber);
      return found === undefined ? [] : [found];
    });
  }

  async logCallToActivity(activity: LoggedActivity): Promise<string> {
    return this.#run('create', () => this.#add(activity));
  }

  async logSMSToActivity(activity: LoggedActivity): Promise<string> {
    return this.#run('create', () => this.#add(activity));
  }

  async updateActivity(id: string, activity: LoggedActivity): Promise<'updated' | 'gone' | 'unsupported'> {
    return this.#run('update', () => {
      if (!this.canUpdate) return 'unsupported';
      if (!this.stored.has(id)) return 'gone';
      this.stored.set(id, { ...activity, id });
      return 'updated';
    });
  }

  async deleteActivity(id: string): Promise<void> {
    return this.#run('delete', () => void this.stored.delete(id));
  }

  async findLoggedActivity({ sourceId, contactPhone }: LoggedActivity, _options: CallOptions): Promise<string | undefined> {
    return this.#run(
      'find',
      () => [...this.stored.values()].find((one) => one.sourceId === sourceId && one.contactPhone === contactPhone)?.id,
    );
  }

  async #run<Result>(call: string, work: () => Result): Promise<Result> {
    this.calls.push(call);
    await this.pass(call, 'before');
    const result = work();
    await this.pass(call, 'after');
    return result;
  }

  #add(activity: LoggedActivity): string {
    const id = `activity-${(this.#ids += 1)}`;
    this.stored.set(id, { ...activity, id });
    return id;
  }
}

/** An answer that never came. */
export function lostAnswer(): ApiUnavailableError {
  return new ApiUnavailableError({ api: 'Fake', operation: 'POST /activities' });
}
