/**
 * What an example may use without declaring it, with the type that it has there: the parts that every app has, and things
 * of the reader. Exports of our packages need no declaration either, so that an `@example` shows the call and not its imports.
 */
export const PLACEHOLDERS: Readonly<Record<string, string>> = {
  apiKey: 'string',
  api: "Omit<import('@frigg-crm/http').HttpClientOptions, 'headers'>",
  app: '{ all(path: string, handle: (context: { readonly req: { readonly raw: Request } }) => Promise<Response>): void }',
  applyProcessUpdates: "import('@frigg-crm/core').ApplyProcessUpdates",
  clientId: 'string',
  clientSecret: 'string',
  clock: "import('@frigg-crm/core').Clock",
  connectionString: 'string',
  connectors: "readonly import('@frigg-crm/crm-base').ConnectorDescriptor[]",
  deadLetterQueueUrl: 'string',
  documents: "import('@frigg-crm/core').DocumentStore",
  engine: "import('@frigg-crm/crm-base').SyncEngine<import('@frigg-crm/core').Store>",
  error: 'unknown',
  facts: "Parameters<typeof import('@frigg-crm/quo').mergeCallFacts>[0]",
  fetchNewToken: "() => Promise<import('@frigg-crm/http').AccessToken>",
  store: "import('@frigg-crm/core').Store",
  fetchQueue: "import('@frigg-crm/core').MessageQueue",
  inbox: "import('@frigg-crm/crm-base').IntegrationServices['inbox']",
  integrationId: 'string',
  integrations: "import('@frigg-crm/core').IntegrationRepository",
  keys: 'readonly string[]',
  leases: "import('@frigg-crm/core').Leases",
  lifecycle: "import('@frigg-crm/crm-base').IntegrationLifecycle",
  line: "Parameters<typeof import('@frigg-crm/quo').renderCall>[0]['line']",
  loadIntegration: "import('@frigg-crm/crm-base').IntegrationServicesOptions['loadIntegration']",
  mappingRepository: "import('@frigg-crm/core').MappingRepository",
  message: "Parameters<typeof import('@frigg-crm/quo').renderMessage>[0]['message']",
  processId: "import('@frigg-crm/core').Process['id']",
  processRepository: "import('@frigg-crm/core').ProcessRepository",
  provider: "import('@frigg-crm/oauth').OAuthProvider",
  queue: "import('@frigg-crm/core').MessageQueue",
  queueManager: "import('@frigg-crm/crm-base').QueueManager",
  quo: "import('@frigg-crm/quo').QuoClient",
  quoContacts: "import('@frigg-crm/quo').QuoClient['contacts']",
  rateLimits: "import('@frigg-crm/core').RateLimits",
  rawBody: 'Uint8Array',
  request: 'Request',
  resolveIntegration: "import('@frigg-crm/crm-base').ResolveIntegration",
  serve: '(options: { fetch(request: Request): Promise<Response> }) => Promise<void>',
  services: "import('@frigg-crm/crm-base').IntegrationServices",
  signal: 'AbortSignal',
  socket: '{ send(text: string): void }',
  stopTheSync: '() => void',
  userId: 'string',
  vault: "import('@frigg-crm/core').CredentialVault",
  webhookUrls: "import('@frigg-crm/crm-base').IntegrationServicesOptions['webhookUrls']",
  workQueue: "import('@frigg-crm/core').MessageQueue",
};

const SQS_CLIENT = "import('@aws-sdk/client-sqs').SQSClient";

/**
 * Those that mean something else, or anything at all, in the examples below one path: of the reader's own code. A whole
 * statement declares what is no variable.
 */
export const PATH_PLACEHOLDERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'packages/adapters/mongo-process-repo': {
    MongoClient: "import { MongoClient } from 'mongodb';",
    db: "import('mongodb').Db",
  },
  'packages/adapters/postgres-process-repo': { db: "Parameters<typeof import('@frigg-crm/postgres-process-repo').migrate>[0]" },
  'packages/adapters/sqs-queue': { client: SQS_CLIENT },
  'packages/connector-testing': {
    createAcmeSandbox: '(options: object) => any',
    createAcmeClient: '(options: object) => any',
    AcmeIntegration: 'new (dependencies: object) => any',
    acmeConnector: "import('@frigg-crm/crm-base').ConnectorDescriptor",
    acme: "import('@frigg-crm/connector-testing').TestConnector<any, any, any, any, any, any>",
    acmeOAuthProvider: "(sandbox: object) => import('@frigg-crm/oauth').OAuthProvider",
    openAcmeClient: '(options: object) => Promise<any>',
  },
  'packages/http/src': { fetchPerson: '(id: string) => Promise<{ readonly name: string }>' },
  'packages/live/src': {
    authorize: "import('@frigg-crm/live/server').LiveSocketsOptions['authorize']",
    hub: "import('@frigg-crm/live/server').LiveHub",
    server: "import('node:http').Server",
  },
  'packages/testing/src': { openBehindProxy: "Parameters<typeof import('@frigg-crm/testing').describeHangingStore>[1]['open']" },
  'packages/core/src': {
    client: SQS_CLIENT,
    url: 'string',
    publisher: "import('@frigg-crm/core').ProgressPublisher",
    IMPORT: "import('@frigg-crm/core').ProcessType",
    z: "typeof import('zod')",
  },
  'packages/crm-base/src': {
    fetch: "import('@frigg-crm/core').MessageQueue",
    work: "import('@frigg-crm/core').MessageQueue",
    AcmePerson: 'interface AcmePerson { readonly id: string }',
    AcmeIntegration:
      "declare class AcmeIntegration extends BaseCRMIntegration<object> { fetchPersonPage(): Promise<never>; transformPersonToQuo(): never } import { BaseCRMIntegration } from '@frigg-crm/crm-base';",
    QuoContact: "import type { QuoContact } from '@frigg-crm/quo';",
    joinAcmeToSandbox: '(people?: unknown) => never',
  },
};
