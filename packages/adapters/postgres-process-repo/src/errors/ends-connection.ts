import { errorCode } from './translate-error.ts';

/** Five characters, the first two of which name the class. `EPIPE` is none. */
const SQLSTATE = /^(?:\d[0-9A-Z]|F0|HV|P0|XX)[0-9A-Z]{3}$/;
/**
 * A read-only server, and one that is in recovery: after a failover the connection still leads to the old writer. An
 * idle transaction that the server ended.
 */
const NOT_THE_WRITER = new Set(['25006', '55000', '25P03']);

/**
 * @returns whether the connection must not be used again: it broke (no SQLSTATE, class 08), the server shuts down,
 * crashed or starts (57P01 to 57P05), or it does not accept writes. SQLSTATE values are listed in PostgreSQL's manual, appendix A.
 */
export function endsConnection(error: unknown): boolean {
  const code = errorCode(error);
  if (code === undefined || !SQLSTATE.test(code)) return true;
  return code.startsWith('08') || code.startsWith('57P') || NOT_THE_WRITER.has(code);
}
