import { startProgram } from '@frigg-crm/kit/programs';
import { expect, it } from 'vitest';

it('runs to its end with the right numbers, in CommonJS', { timeout: 300_000 }, async () => {
  const lines: string[] = [];
  const program = startProgram(new URL('main.cjs', import.meta.url), [], { onLine: (line) => lines.push(line) });
  await program.ended;
  expect({ exitCode: program.exitCode, stderr: program.stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(lines.at(-1)).toMatch(/^right: /);
});
