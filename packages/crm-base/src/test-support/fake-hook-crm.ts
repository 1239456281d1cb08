import { createHmac, randomUUID } from 'node:crypto';
import { InvalidWebhookError } from '../failures/invalid-webhook-error.ts';
import { WebhookRefusedError } from '../failures/webhook-refused-error.ts';
import { verifyHmac } from '../connector/verify-hmac.ts';
import type { CrmEvent, IncomingWebhook, WebhookSetup, WebhookSetupResult } from '../connector/crm-webhooks.ts';
import type { CrmWebhooksUnderTest } from '../testing/describe-crm-webhooks.ts';

/** A CRM that signs the body of its events, and the connector to it. What a test overrides makes a wrong one. */
export class FakeHookCrm implements CrmWebhooksUnderTest {
  /** Secrets by address; one address may have several. */
  readonly #hooks: { readonly url: string; readonly secret: string }[] = [];
  #events = 0;

  readonly integration: CrmWebhooksUnderTest['integration'] = {
    setupWebhooks: async (setup: WebhookSetup) => this.setUp(setup),
    readWebhook: (request: IncomingWebhook) => this.read(request),
    removeWebhooks: async ({ stored }: Omit<WebhookSetup, 'url'>) => this.remove(stored?.['secret']),
  };

  hooks(): readonly string[] {
    return this.#hooks.map(({ url }) => url);
  }

  dropHooks(): void {
    this.#hooks.length = 0;
  }

  notify(url: string): Request {
    const secret = this.#hooks.find((hook) => hook.url === url)?.secret ?? '';
    const body = JSON.stringify({ event: `e${(this.#events += 1)}`, person: 71 });
    const headers = { 'content-type': 'application/json', 'x-fake-signature': createHmac('sha256', secret).update(body).digest('hex') };
    return new Request(url, { method: 'POST', headers, body });
  }

  async setUp({ url, stored, store }: WebhookSetup): Promise<WebhookSetupResult> {
    const secret = typeof stored?.['secret'] === 'string' ? stored['secret'] : randomUUID();
    if (stored === undefined) await store({ secret });
    if (!this.#hooks.some((hook) => hook.url === url && hook.secret === secret)) this.make(url, secret);
    return { status: 'configured' };
  }

  make(url: string, secret: string): void {
    this.#hooks.push({ url, secret });
  }

  read({ headers, rawBody, stored }: IncomingWebhook): readonly CrmEvent[] {
    const secret = typeof stored?.['secret'] === 'string' ? stored['secret'] : '';
    if (!this.believes(secret, rawBody, headers.get('x-fake-signature'))) throw new WebhookRefusedError('wrong-signature');
    const body = JSON.parse(new TextDecoder().decode(rawBody)) as { readonly event?: string; readonly person?: number };
    if (body.event === undefined || body.person === undefined) throw new InvalidWebhookError(['event', 'person']);
    return [{ eventId: body.event, change: { kind: 'person-changed', objectType: 'Person', externalId: String(body.person) } }];
  }

  believes(secret: string, rawBody: Uint8Array, signature: string | null): boolean {
    return verifyHmac({ secret, rawBody, signature, encoding: 'hex' });
  }

  remove(secret: unknown): void {
    const kept = this.#hooks.filter((hook) => hook.secret !== secret);
    this.#hooks.length = 0;
    this.#hooks.push(...kept);
  }
}
