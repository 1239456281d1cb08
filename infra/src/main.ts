import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { NetworkIds } from './constructs/find-network.ts';
import { synthesize, STACK_NAME } from './synthesize.ts';

/** `infra:synth`: writes the templates, for `cdk deploy --app infra/dist`. */
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
    'max-outstanding-pages': { type: 'string' },
    'max-attempts': { type: 'string' },
    'timeout-seconds': { type: 'string' },
    'memory-mb': { type: 'string' },
    vpc: { type: 'string' },
    zones: { type: 'string' },
    subnets: { type: 'string' },
    'security-group': { type: 'string' },
  },
});

const toNumber = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

function readNetwork(): NetworkIds | undefined {
  const { vpc, zones, subnets, 'security-group': securityGroupId } = values;
  if (vpc === undefined) return undefined;
  if (zones === undefined || subnets === undefined || securityGroupId === undefined)
    throw new TypeError('--vpc needs --zones, --subnets and --security-group, too');
  return { vpcId: vpc, availabilityZones: zones.split(','), subnetIds: subnets.split(','), securityGroupId };
}

await synthesize({
  folder: values.out,
  maxOutstandingPages: toNumber(values['max-outstanding-pages']),
  maxAttempts: toNumber(values['max-attempts']),
  timeoutSeconds: toNumber(values['timeout-seconds']),
  memoryMb: toNumber(values['memory-mb']),
  network: readNetwork(),
});
console.log(join(values.out, `${STACK_NAME}.template.json`));
