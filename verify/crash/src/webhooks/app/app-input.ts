import type { Stop } from '../../worker/stop-point.ts';

/** What an app works with. All of it but its queues outlives the app. */
export interface AppInput {
  /** Where it listens. */
  readonly port: number;
  /** Where Quo and the CRM send their webhooks to. */
  readonly publicUrl: string;
  readonly crm: { readonly url: string; readonly token: string };
  readonly quoUrl: string;
  readonly postgresUrl: string;
  /** Where the tables are in it. */
  readonly schema: string;
  /** See `createCommonTime`. */
  readonly timeFile: string;
  /** Whether it creates the integration before it consumes its queues, as a user's click does. */
  readonly create: boolean;
  readonly stop?: Stop | undefined;
}

/** The one integration there is. */
export const INTEGRATION_ID = 'integration-1';
export const QUO_KEY = 'quo-key-of-the-tests';
