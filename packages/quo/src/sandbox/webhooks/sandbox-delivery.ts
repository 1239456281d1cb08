/** One event on its way to one webhook. */
export interface SandboxDelivery {
  /** Begins with `EV`: the same for all webhooks that the event goes to. */
  readonly eventId: string;
  /** Such as `call.completed`. */
  readonly type: string;
  readonly webhookId: string;
  readonly url: string;
  /** The raw body that is signed. */
  readonly body: string;
  /** `held`: the sandbox was given no receiver. */
  readonly state: 'held' | 'pending' | 'delivered' | 'given-up';
  /** How often it was sent. */
  readonly attempts: number;
  /** Makes the request of one more attempt, signed at `atMs`. @defaultValue now */
  toRequest(options?: { readonly atMs?: number | undefined }): Request;
}

/** A delivery whose fate is not settled. */
export type OpenDelivery = { -readonly [Key in keyof SandboxDelivery]: SandboxDelivery[Key] };
