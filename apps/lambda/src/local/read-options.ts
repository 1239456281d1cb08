import { parseArgs } from 'node:util';
import { ConfigurationError } from '@frigg-crm/core';

/** What `lambda:local` is started with. */
export interface LocalOptions {
  /** How many persons the CRM holds. */
  readonly people: number;
  /** How many invocations are killed in their midst. */
  readonly kills: number;
  /** Whether the output is one JSON object per line. */
  readonly json: boolean;
  /** Invocations of one function at once, on this machine; less than is reserved where more is planned. */
  readonly concurrency: number;
  /** Seconds between two turns of the schedule; on AWS it is a minute. */
  readonly scheduleSeconds: number;
  /** Requests per second that Quo allows a key; the real one allows 10. */
  readonly quoRate: number;
  /** Decides which invocations are killed, and when. */
  readonly seed: number;
}

const DEFAULTS = { people: '1000', kills: '3', concurrency: '3', 'schedule-seconds': '2', 'quo-rate': '1000', seed: '1' } as const;

/** @throws {ConfigurationError} naming the option that cannot be used. */
export function readOptions(args: readonly string[]): LocalOptions {
  const text = (name: keyof typeof DEFAULTS): { readonly type: 'string'; readonly default: string } => ({
    type: 'string',
    default: DEFAULTS[name],
  });
  const { values } = parse({
    args: [...args],
    options: {
      people: text('people'),
      kills: text('kills'),
      concurrency: text('concurrency'),
      'schedule-seconds': text('schedule-seconds'),
      'quo-rate': text('quo-rate'),
      seed: text('seed'),
      json: { type: 'boolean', default: false },
    },
  });
  return {
    people: readCount('people', values.people, 1),
    kills: readCount('kills', values.kills, 0),
    concurrency: readCount('concurrency', values.concurrency, 1),
    scheduleSeconds: readCount('schedule-seconds', values['schedule-seconds'], 1),
    quoRate: readCount('quo-rate', values['quo-rate'], 1),
    seed: readCount('seed', values.seed, 0),
    json: values.json,
  };
}

/** Its errors name what is not known. */
const parse: typeof parseArgs = (config) => {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new ConfigurationError(error instanceof Error ? error.message : 'the options cannot be read', { cause: error });
  }
};

function readCount(name: string, text: string, min: number): number {
  if (/^\d{1,8}$/.test(text) && Number(text) >= min) return Number(text);
  throw new ConfigurationError(`--${name} must be a whole number from ${min}`);
}
