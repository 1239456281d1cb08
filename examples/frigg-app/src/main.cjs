const { createQuoSandbox } = require('@frigg-crm/quo/sandbox');
const { createScalingTestSandbox } = require('@frigg-crm/scaling-test/sandbox');
const { createIntegration } = require('./integration.cjs');
const { createLocalFrigg } = require('./local-frigg.cjs');

const PERSONS = 2000;
const say = (text) => process.stdout.write(`${text}\n`);

async function main() {
  const crm = createScalingTestSandbox({ people: PERSONS, withoutPhoneShare: 0 });
  const quo = createQuoSandbox({ requestsPerSecond: Number.POSITIVE_INFINITY });
  let shown = 0;
  /** @type {{ processed: number, successCount: number, errorCount: number } | undefined} */
  let ended;
  const frigg = createLocalFrigg({
    modules: { crm: { api: { access_token: crm.token }, entity: { externalId: 'company-1' } }, quo: { api: { api_key: 'sandbox' } } },
    onProgress({ type, data }) {
      if (data.processed >= shown + 500) say(`${type}: ${data.state}, ${(shown = data.processed)} of ${data.total}`);
      // Those who changed while the list was read follow in a sync of their own.
      if (data.state === 'COMPLETED' && data.total === PERSONS) ended = data;
    },
  });
  frigg.use(createIntegration(frigg, { crm, quo }));

  await frigg.create({ id: 17, userId: 5, config: {} });
  const running = frigg.run();
  const giveUpAt = Date.now() + 240_000;
  while (ended === undefined && Date.now() < giveUpAt) await new Promise((resolve) => setTimeout(resolve, 50));
  frigg.stop();
  await running;

  if (ended === undefined) throw new Error('the sync did not end');
  const { processed, successCount, errorCount } = ended;
  say(`${processed} persons: ${successCount} written, ${errorCount} failed; ${quo.size} contacts in Quo; status ${frigg.statusOf(17)}`);
  if (processed !== PERSONS || successCount !== PERSONS || quo.size !== PERSONS || frigg.statusOf(17) !== 'ENABLED')
    throw new Error('wrong numbers');
  say('right: every person is one contact, although each message was received once');
}

main().catch((error) => {
  process.exitCode = 1;
  process.stderr.write(`${error.stack}\n`);
});
