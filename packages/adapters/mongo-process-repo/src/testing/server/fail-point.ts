import { badValue } from './server-error.ts';
import { asDoc, type Doc } from './document.ts';

/**
 * Fails commands on purpose, as the fail point `failCommand` of a real server does (mongodb/specifications,
 * "Server Fail Point").
 */
export interface FailPoint {
  readonly failCommands: readonly unknown[];
  readonly errorCode?: number;
  /** The command takes effect here, and too few servers acknowledge it. */
  readonly writeConcernError?: Doc;
  /** The connection ends before the command takes effect. */
  readonly closeConnection?: boolean;
  /** The command takes effect, then the connection ends: not a real server's, whose crash does the same. */
  readonly closeAfterwards?: boolean;
  /** No response at all: a server that hangs. */
  readonly hang?: boolean;
  timesLeft: number;
}

const KNOWN = new Set(['failCommands', 'errorCode', 'writeConcernError', 'closeConnection', 'closeAfterwards', 'hang']);

/** Reads the command `configureFailPoint`; `undefined`: switched off. */
export function readFailPoint(command: Doc): FailPoint | undefined {
  if (command['configureFailPoint'] !== 'failCommand') throw badValue('this test server has the fail point failCommand only');
  if (command['mode'] === 'off') return undefined;
  const times = asDoc(command['mode'], 'mode')['times'];
  const data = asDoc(command['data'], 'data');
  const unknown = Object.keys(data).find((name) => !KNOWN.has(name));
  if (unknown !== undefined || typeof times !== 'number' || !Array.isArray(data['failCommands']))
    throw badValue(`this test server cannot fail like that (${unknown ?? 'mode, data'})`);
  return { ...data, failCommands: data['failCommands'], timesLeft: times };
}
