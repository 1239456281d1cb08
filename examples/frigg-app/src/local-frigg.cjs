// Stands for Frigg: what its core, its API and its deployment do for an integration, on this machine.

/** @returns what an integration is a subclass of. */
function createIntegrationBase(rows) {
  return class IntegrationBase {
    events = {};
    on = {};

    constructor(params = {}) {
      Object.assign(this, params);
    }

    async initialize() {
      this.on = { ON_CREATE: { handler: this.onCreate }, ON_DELETE: { handler: this.onDelete }, ...this.events };
    }

    async send(event, call) {
      return this.on[event].handler.call(this, call);
    }

    async persistStatus(status) {
      rows.get(Number(this.id)).status = status;
    }
  };
}

/** @returns a small Frigg around the modules of its accounts. */
function createLocalFrigg({ modules, onProgress }) {
  const rows = new Map();
  const waiting = [];
  let IntegrationClass;
  let isStopped = false;

  const IntegrationBase = createIntegrationBase(rows);

  async function hydrate(integrationId) {
    const row = rows.get(Number.parseInt(integrationId, 10));
    if (row === undefined) return null;
    const instance = new IntegrationClass({ ...row, id: String(row.id), modules });
    await instance.initialize();
    return instance;
  }

  /** One message per invocation, which is received once: what fails is lost. */
  async function work({ event, data }) {
    const instance = data.integrationId === undefined ? new IntegrationClass() : await hydrate(data.integrationId);
    if (instance === null || ['DISABLED', 'ERROR', 'IN_DELETION'].includes(instance.status)) return;
    await instance.initialize();
    await instance.send(event, { data, context: { getRemainingTimeInMillis: () => 900_000 } });
  }

  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  return {
    IntegrationBase,
    hydrate,
    websocketService: { broadcast: onProgress },
    queue: {
      limits: { maxMessageBytes: 1_048_576, maxDelaySeconds: 900 },
      async send(messages) {
        for (const { body, delaySeconds = 0 } of messages) waiting.push({ body, dueAt: Date.now() + delaySeconds * 1000 });
      },
      async consume() {},
      async close() {},
    },
    use(Class) {
      IntegrationClass = Class;
    },
    /** As POST /api/integrations. */
    async create(row) {
      rows.set(row.id, { status: 'IN_CREATION', ...row });
      const instance = await hydrate(String(row.id));
      await instance.send('ON_CREATE', { integrationId: String(row.id) });
    },
    statusOf: (id) => rows.get(id).status,
    /** The worker, and a schedule: every minute on AWS, every second here. */
    async run() {
      let turnAt = Date.now();
      while (!isStopped) {
        const index = waiting.findIndex(({ dueAt }) => dueAt <= Date.now());
        if (index >= 0) await work(JSON.parse(waiting.splice(index, 1)[0].body));
        else if (Date.now() < turnAt) await sleep(20);
        if (Date.now() < turnAt) continue;
        turnAt = Date.now() + 1000;
        await work({ event: 'FRIGG_CRM_TURN', data: {} });
      }
    },
    stop() {
      isStopped = true;
    },
  };
}

module.exports = { createLocalFrigg };
