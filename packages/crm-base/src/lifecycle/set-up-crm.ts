import { isAccessRefused } from './is-access-refused.ts';
import type { LifecycleWork } from './lifecycle-work.ts';
import { toIssue, type IntegrationIssue } from './integration-issue.ts';
import { WEBHOOK_SECRETS, holdSecret } from './webhook-secrets.ts';

/** What came of it at the CRM. */
export interface CrmSetUp {
  readonly issues: readonly IntegrationIssue[];
  /** When it must be repeated at the latest; `undefined`: with the next check. */
  readonly checkBy?: string | undefined;
}

/**
 * Subscribes to the changes of the CRM. That it does not work does not stop the set-up: changes still come with each sync.
 * @param identified - Rejects with the reason why the account could not be identified.
 */
export async function setUpCrm(work: LifecycleWork, identified: Promise<void>): Promise<CrmSetUp> {
  const { dependencies, record, crm, lease, signal } = work;
  try {
    await identified;
    const secret = await holdSecret(dependencies.vault, { integrationId: record.id, name: WEBHOOK_SECRETS.crm, signal });
    const result = await crm.setupWebhooks({
      url: dependencies.webhookUrls.crm(record.connector, record.id),
      stored: secret.value,
      async store(value) {
        await lease.assertHeld(record);
        await secret.write(value);
      },
      assertHeld: async () => lease.assertHeld(record),
      signal,
    });
    if (result.status === 'configured') return { issues: [], checkBy: result.renewBy };
    if (result.status === 'skipped') return { issues: [] };
    const text = `${result.message} (${result.code})`;
    return { issues: [{ code: 'CRM_WEBHOOKS_FAILED', level: 'warning', text, isFatal: false }] };
  } catch (error) {
    if (isAccessRefused(error)) {
      const text = 'The CRM refuses the account: connect the account again';
      return { issues: [{ ...toIssue(error, { code: 'CRM_ACCESS_REFUSED', text, isFatal: false }), level: 'error' }] };
    }
    const text = 'The webhooks of the CRM could not be set up: changes come with each sync, and the set-up is retried by itself';
    return { issues: [toIssue(error, { code: 'CRM_WEBHOOKS_FAILED', text, isFatal: false })] };
  }
}
