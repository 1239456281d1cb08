import { readFileSync } from 'node:fs';
import { resourceUsage } from 'node:process';

/**
 * @returns the most memory that this program ever held, in megabytes. Linux says it for the program alone (`VmHWM`);
 * `maxRSS` would begin with what the parent held when it started us.
 */
export function peakRssMb(): number {
  return Math.round(readPeakKb() / 1024);
}

function readPeakKb(): number {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return line === undefined ? resourceUsage().maxRSS : Number(line);
  } catch {
    return resourceUsage().maxRSS;
  }
}
