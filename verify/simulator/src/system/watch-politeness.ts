import type { RequestHandler, SimulatedMachine, Simulation } from '@frigg-crm/testing';

/** What was under way when the API asked to wait arrives all the same. */
const UNDER_WAY_MS = 10_000;

/**
 * Checks that a machine respects `Retry-After`: it sends that host nothing before the time is up.
 * Machines that stand still or whose clock jumps cannot be held to it.
 */
export function watchPoliteness(
  simulation: Simulation,
  machine: SimulatedMachine,
  connect: (onRetryAfter: (untilMs: number, request: Request) => void) => RequestHandler,
): RequestHandler {
  const { freeze, clockJump } = simulation.faults.shares;
  const isHeld = freeze === undefined && clockJump === undefined;
  const pauses: { readonly host: string; readonly askedAtMs: number; readonly untilMs: number }[] = [];
  const fetch = connect((untilMs, { url }) => pauses.push({ host: new URL(url).host, askedAtMs: simulation.now(), untilMs }));
  return async (request) => {
    const nowMs = simulation.now();
    const asked = new URL(request.url).host;
    const broken = pauses.find((pause) => pause.host === asked && nowMs > pause.askedAtMs + UNDER_WAY_MS && nowMs < pause.untilMs);
    if (isHeld && broken !== undefined)
      simulation.fail('429 is obeyed', `${machine.name} calls ${asked} ${broken.untilMs - nowMs} ms too early`);
    return fetch(request);
  };
}
