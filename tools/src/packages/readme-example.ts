import { existsSync, readFileSync } from 'node:fs';

export interface ReadmeExample {
  /** `ts` is type-checked as well as run. */
  readonly language: 'ts' | 'js';
  readonly code: string;
}

/** The first block of a README that is fenced as TypeScript or JavaScript: the one a reader copies first. */
export function findReadmeExample(readmePath: string): ReadmeExample | undefined {
  if (!existsSync(readmePath)) return undefined;
  const [, fence, code] = /^```(ts|js|typescript|javascript)\b[^\n]*\n([\s\S]*?)^```/m.exec(readFileSync(readmePath, 'utf8')) ?? [];
  if (fence === undefined || code === undefined) return undefined;
  return { language: fence.startsWith('t') ? 'ts' : 'js', code };
}
