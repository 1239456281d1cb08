import { describe, expect, it } from 'vitest';
import type { WebhookSetup, WebhookSetupResult } from '../connector/crm-webhooks.ts';
import { FakeHookCrm } from '../test-support/fake-hook-crm.ts';
import { crmWebhookCases, describeCrmWebhooks } from './describe-crm-webhooks.ts';

describeCrmWebhooks('a CRM that signs', { make: () => new FakeHookCrm() });

/** A CRM that makes the secret itself, and a connector that removes a webhook whose secret it cannot store. */
class ShowingOnce extends FakeHookCrm {
  override async setUp({ url, stored, store }: WebhookSetup): Promise<WebhookSetupResult> {
    if (stored !== undefined && this.hooks().includes(url)) return { status: 'configured' };
    const secret = `shown-${Math.random()}`;
    this.make(url, secret);
    try {
      await store({ secret });
    } catch (error) {
      this.remove(secret);
      throw error;
    }
    return { status: 'configured' };
  }
}

describeCrmWebhooks('a CRM that shows its secret once', { make: () => new ShowingOnce(), showsSecretOnce: true });

/** @returns the titles of the demands that a connector fails. */
async function failuresOf(make: () => FakeHookCrm, showsSecretOnce = false): Promise<readonly string[]> {
  const cases = crmWebhookCases({ make, showsSecretOnce });
  const results = await Promise.allSettled(cases.map(async ({ run }) => run()));
  return cases.filter((_, index) => results[index]?.status === 'rejected').map(({ title }) => title);
}

describe('the contract of webhooks catches a connector', () => {
  it('F41: that believes whatever has the form of a signature', async () => {
    class Gullible extends FakeHookCrm {
      override believes(_secret: string, _rawBody: Uint8Array, signature: string | null): boolean {
        return /^[0-9a-f]{64}$/.test(signature ?? '');
      }
    }
    expect(await failuresOf(() => new Gullible())).toEqual([
      'refuses an event with a signature of the right form that is wrong',
      'refuses an event whose body was altered',
      'refuses an event that was signed with the secret of another integration',
      'refuses every event while nothing is stored',
    ]);
  });

  it('F41: that verifies nothing', async () => {
    class Trusting extends FakeHookCrm {
      override believes(): boolean {
        return true;
      }
    }
    expect(await failuresOf(() => new Trusting())).toContain('refuses an event without a signature');
  });

  it('F41: that makes a webhook with each set-up', async () => {
    class Piling extends FakeHookCrm {
      override async setUp(setup: WebhookSetup): Promise<WebhookSetupResult> {
        const result = await super.setUp(setup);
        this.make(setup.url, 'one-more');
        return result;
      }
    }
    expect(await failuresOf(() => new Piling())).toContain('makes one webhook, however often it is set up');
  });

  it('F41: that stores its secret after the CRM can send, or never makes a webhook that is gone again', async () => {
    class Late extends FakeHookCrm {
      override async setUp({ url, stored, store }: WebhookSetup): Promise<WebhookSetupResult> {
        if (stored !== undefined) return { status: 'configured' };
        this.make(url, 'late');
        await store({ secret: 'late' });
        return { status: 'configured' };
      }
    }
    const failures = await failuresOf(() => new Late());
    expect(failures).toContain('stores what verifies events before the CRM can send one');
    expect(failures).toContain('makes a webhook again that is gone, and goes on to believe it');
  });

  it('F41: that leaves its webhook behind, or cannot remove it twice', async () => {
    class Staying extends FakeHookCrm {
      override remove(): void {
        if (this.hooks().length === 0) throw new Error('there is none');
      }
    }
    expect(await failuresOf(() => new Staying())).toEqual(['removes its webhook, also twice, and when there was none']);
  });

  it('that leaves a webhook behind whose secret is lost', async () => {
    class Losing extends ShowingOnce {
      override remove(): void {}
    }
    expect(await failuresOf(() => new Losing(), true)).toContain(
      'leaves no webhook behind whose secret could not be stored, and makes another the next time',
    );
  });
});
