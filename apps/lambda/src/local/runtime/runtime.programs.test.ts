import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KillPlan } from './kill-plan.ts';
import { LambdaFunction, type FunctionOptions } from './lambda-function.ts';

/** Counts time while it runs, and does as its event says. */
const SOURCE = `
import { appendFileSync } from 'node:fs';
let ticks = 0;
let invocations = 0;
setInterval(() => (ticks += 1), 1);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export async function handler({ sleepMs = 0, file, fails }, context) {
  invocations += 1;
  const atStart = ticks;
  if (fails) throw new TypeError('as it was wanted');
  if (file !== undefined) for (;;) { appendFileSync(file, '.'); await sleep(5); }
  await sleep(sleepMs);
  return { invocations, atStart, ticks, leftMs: context.getRemainingTimeInMillis() };
}
`;

interface Answer {
  readonly invocations: number;
  readonly atStart: number;
  readonly ticks: number;
  readonly leftMs: number;
}

let folder: string;
const open: LambdaFunction[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'frigg-crm-runtime-'));
  writeFileSync(join(folder, 'counting.mjs'), SOURCE);
});

afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function deploy(options: Partial<FunctionOptions> = {}): LambdaFunction {
  const module = join(folder, 'counting.mjs');
  const deployed = new LambdaFunction({ name: 'counting', module, env: {}, timeoutSeconds: 30, reservedConcurrency: 2, ...options });
  open.push(deployed);
  return deployed;
}

async function answerOf(deployed: LambdaFunction, event: object): Promise<Answer> {
  const outcome = await deployed.invoke(event);
  if (outcome?.kind !== 'result') throw new TypeError(`no result but ${outcome?.kind}`);
  return outcome.value as Answer;
}

describe('the local runtime', () => {
  it('uses an instance again, and freezes it between two invocations', async () => {
    const deployed = deploy();
    const first = await answerOf(deployed, { sleepMs: 20 });
    const startedMs = performance.now();
    // Another function works meanwhile; the clock of an instance that is not frozen would run on.
    await answerOf(deploy(), { sleepMs: 500 });
    const pauseMs = performance.now() - startedMs;
    const again = await answerOf(deployed, {});
    expect([first.invocations, again.invocations]).toEqual([1, 2]);
    expect(again.atStart - first.ticks).toBeLessThan(pauseMs / 4);
    const [third, other] = await Promise.all([answerOf(deployed, { sleepMs: 200 }), answerOf(deployed, { sleepMs: 200 })]);
    expect([third.invocations, other.invocations]).toEqual([3, 1]);
    expect(deployed.usage).toMatchObject({ invocations: 4, coldStarts: 2, throttles: 0 });
    expect(deployed.usage.billedMs).toBeGreaterThanOrEqual(420);
  });

  it('says how much time is left, and ends an invocation whose time is up', async () => {
    const deployed = deploy({ timeoutSeconds: 1.5 });
    const file = join(folder, 'timeout');
    const { leftMs } = await answerOf(deployed, {});
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(1500);
    expect(await deployed.invoke({ file })).toEqual({ kind: 'ended' });
    const written = readFileSync(file, 'utf8');
    await answerOf(deployed, { sleepMs: 50 });
    expect(readFileSync(file, 'utf8')).toBe(written);
    expect(deployed.usage.coldStarts).toBe(2);
  });

  it('throttles what exceeds the reserved concurrency', async () => {
    const deployed = deploy({ reservedConcurrency: 1 });
    const running = deployed.invoke({});
    expect([await deployed.invoke({}), (await running)?.kind, deployed.usage.throttles]).toEqual([undefined, 'result', 1]);
  });

  it('reports an invocation that throws, and goes on with the instance', async () => {
    const deployed = deploy();
    expect(await deployed.invoke({ fails: true })).toEqual({ kind: 'error', message: 'TypeError: as it was wanted' });
    expect(await answerOf(deployed, {})).toMatchObject({ invocations: 2 });
  });

  it('kills invocations in their midst, as many as it was given', async () => {
    const kills = new KillPlan({ kills: 2, seed: 1 });
    const deployed = deploy({ kills });
    const outcomes: string[] = [];
    while (kills.left > 0) outcomes.push((await deployed.invoke({ sleepMs: 100 }))?.kind ?? '');
    outcomes.push((await deployed.invoke({ sleepMs: 100 }))?.kind ?? '');
    expect(outcomes.filter((kind) => kind === 'ended')).toHaveLength(2);
    expect(outcomes.at(-1)).toBe('result');
  });
});
