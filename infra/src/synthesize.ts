import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunctions, planDeployment, type PlanOptions } from '@frigg-crm/lambda/deployment';
import { App, Tags } from 'aws-cdk-lib';
import type { NetworkIds } from './constructs/find-network.ts';
import { FriggCrmStack } from './frigg-crm-stack.ts';

/** What is synthesized. */
export interface SynthesisOptions extends PlanOptions {
  /** Where the templates and the bundle are written. */
  readonly folder: string;
  /** @defaultValue none: the database is reached over the internet */
  readonly network?: NetworkIds | undefined;
}

/** The name of the stack. */
export const STACK_NAME = 'FriggCrm';

/** Bundles the functions and writes the templates of the stack. Needs neither an account of AWS nor the network. */
export async function synthesize({ folder, network, ...options }: SynthesisOptions): Promise<void> {
  const codeFolder = await mkdtemp(join(tmpdir(), 'frigg-crm-bundle-'));
  try {
    await bundleFunctions(codeFolder);
    const app = new App({ outdir: folder, analyticsReporting: false, treeMetadata: false });
    const stack = new FriggCrmStack(app, STACK_NAME, { plan: planDeployment(options), codeFolder, network });
    Tags.of(stack).add('app', 'frigg-crm');
    app.synth();
  } finally {
    await rm(codeFolder, { recursive: true, force: true });
  }
}
