import { systemClock, type Logger } from '@frigg-crm/core';
import type { Server } from '@frigg-crm/server';
import type { Tuning } from '../config/read-tuning.ts';
import { SERVE_FLAGS } from '../config/serve-flags.ts';
import type { Role, ServeSettings } from '../config/serve-settings.ts';
import { StoppedError } from '../errors/stopped-error.ts';
import { Closing } from '../wiring/closing.ts';
import { createJsonLineLogger } from '../wiring/json-line-logger.ts';
import { namingSetting } from '../wiring/naming-setting.ts';
import { KEEP_ALIVE_MS, listen } from '../wiring/serve/listen.ts';
import { openApp, type AppContext, type OpenApp } from '../wiring/serve/open-app.ts';
import { withPage } from '../wiring/serve/with-page.ts';
import type { OutputStream } from '../output/reporter.ts';
import type { CliContext } from './cli-context.ts';
import { STOP_SIGNALS } from '../wiring/stop-signal.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** How long requests and pages in hand may take when the process stops, in milliseconds. */
const FINISH_MS = 25_000;

/** A server that listens. */
export interface ReadyServer {
  readonly url: string;
  /** Makes the first operator; `undefined` where there is one. */
  readonly setUpUrl: string | undefined;
  readonly server: Server;
  /** In a checkout: begins to build the page. */
  readonly preparePage: () => Promise<void>;
}

/** What a program adds to the server that it runs. */
export interface ServeHooks extends Pick<AppContext, 'wrapQueue'> {
  readonly logger: Logger;
  /** Where its page finds what only a demo has. */
  readonly demoPath: string;
  /** Called when it listens; what it returns is asked first, and answers what is its own. */
  readonly onReady: (ready: ReadyServer) => Promise<(request: Request) => Promise<Response | undefined>>;
}

/** `frigg-crm serve`. Resolves when it was stopped and has finished what it had in hand. @returns the exit code. */
export async function runServe(settings: ServeSettings, tuning: Tuning, context: CliContext, hooks?: ServeHooks): Promise<number> {
  const { stdout, stderr, env, signal, connectors } = context;
  const logger = hooks?.logger ?? createJsonLineLogger({ level: tuning.logLevel ?? 'info', write: (line) => stderr.write(line) });
  const closing = new Closing();
  try {
    const app = await openApp(settings, { tuning, connectors, env, logger, signal, closing, wrapQueue: hooks?.wrapQueue });
    const running = startWork(app, settings);
    let server: Server | undefined;
    let handle: Server['fetch'] | undefined;
    let isDraining = false;
    const fetch = async (request: Request): Promise<Response> => {
      const isOpen = settings.roles.has('web') || /\/(healthz|readyz|metrics)$/.test(new URL(request.url).pathname);
      const response = isOpen && handle !== undefined ? await handle(request) : new Response(null, { status: 404 });
      // A connection that is used again in the moment in which it is closed would be reset.
      if (isDraining) response.headers.set('connection', 'close');
      return response;
    };
    const upgrade: Server['upgrade'] = (request, socket, head) => {
      if (settings.roles.has('web') && server !== undefined && !isDraining) server.upgrade(request, socket, head);
      else socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    };
    const listening = await namingSetting(SERVE_FLAGS.port, async () => listen(fetch, { ...settings, upgrade }));
    const { setUpUrl, ...created } = await app.createServer(listening.url, running.parts);
    server = created.server;
    const paged = withPage(server, { ...settings, demoPath: hooks?.demoPath });
    const ready = { url: listening.url, setUpUrl, server, preparePage: paged.preparePage };
    const own = hooks === undefined ? announce(ready, settings, stdout) : await hooks.onReady(ready);
    handle = async (request) => (await own?.(request)) ?? paged.fetch(request);
    logger.info({ roles: [...settings.roles].join(',') }, 'ready');
    await Promise.race([stopped(signal), running.failed]);
    logger.info({}, 'draining');
    isDraining = true;
    server.drain();
    const drainMs = settings.drainSeconds * 1000;
    await systemClock.sleep(drainMs);
    // Watchers come back to another process, spread over some seconds; polls are answered.
    app.live.hub.close();
    running.stop();
    const idleMs = isInterrupted(signal) ? 0 : Math.max(0, KEEP_ALIVE_MS - drainMs);
    await Promise.all([listening.close(FINISH_MS, { idleMs }), running.ended]);
    logger.info({}, 'stopped');
    return running.hasFailed() ? EXIT_CODES.notCompleted : EXIT_CODES.completed;
  } finally {
    await closing.close();
  }
}

/** Says where it listens. Who has started it by hand opens the page next. */
function announce({ url, setUpUrl, preparePage }: ReadyServer, { roles }: ServeSettings, stdout: OutputStream): undefined {
  if (stdout.isTTY === true && roles.has('web')) void preparePage();
  if (setUpUrl !== undefined && roles.has('web')) stdout.write(`create the first operator, once: ${setUpUrl}\n`);
  stdout.write(`frigg-crm listens on ${url}\n`);
}

/** What runs beside the web. */
interface RunningWork {
  /** For readiness: whether each part still runs. */
  readonly parts: Readonly<Record<string, () => boolean>>;
  /** Resolves when a part has failed for good. */
  readonly failed: Promise<void>;
  readonly hasFailed: () => boolean;
  readonly stop: () => void;
  /** Resolves when everything in hand is finished. */
  readonly ended: Promise<unknown>;
}

function startWork({ engine, services }: OpenApp, { roles, workers }: ServeSettings): RunningWork {
  const stop = new AbortController();
  const { logger } = engine.system;
  const work: Partial<Record<Role, () => Promise<void>>> = {
    worker: async () => engine.runWorkers({ ...services, concurrency: workers, signal: stop.signal }),
    scheduler: async () => services.runMaintenance({ signal: stop.signal }),
  };
  const broken = new Set<string>();
  const running = Object.entries(work).filter(([role]) => roles.has(role as Role));
  let fail = (): void => undefined;
  const failed = new Promise<void>((resolve) => (fail = resolve));
  const ended = running.map(async ([role, run]) => run().catch((error: unknown) => onFailure(role, error)));
  const onFailure = (role: string, error: unknown): void => {
    broken.add(role);
    logger.error({ role, reason: error instanceof Error ? error.name : 'unknown' }, 'a part of the process failed for good; it stops');
    fail();
  };
  return {
    parts: Object.fromEntries(running.map(([role]) => [role, () => !broken.has(role)])),
    failed,
    hasFailed: () => broken.size > 0,
    stop: () => stop.abort(),
    ended: Promise.all(ended),
  };
}

/** An operator who presses Ctrl-C waits for the end; a supervisor that sends SIGTERM replaces the process under load. */
function isInterrupted({ reason }: AbortSignal): boolean {
  return reason instanceof StoppedError && reason.exitCode !== STOP_SIGNALS.SIGTERM;
}

async function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
