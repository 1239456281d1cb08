import { globSync } from 'node:fs';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { LAYER_RULES } from './layer-rules.ts';

const SOURCES = ['packages', 'apps', 'infra', 'tools', 'verify'];
const NOT_SOURCES = ['**/node_modules/**', '**/dist/**', '**/coverage/**', '**/*.d.ts'];

export interface LayerReport {
  readonly violations: readonly string[];
  readonly filesOnDisk: number;
  readonly filesRead: number;
}

/**
 * Reads every source file below the current directory and holds its imports against {@link LAYER_RULES}.
 * Modules read are counted, since dependency-cruiser without a fitting TypeScript reads nothing and reports success.
 */
export async function checkLayers(): Promise<LayerReport> {
  const onDisk = SOURCES.flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { exclude: NOT_SOURCES }));
  const { output } = await cruise(
    SOURCES,
    {
      ruleSet: { forbidden: [...LAYER_RULES] },
      validate: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '(^|/)(dist|coverage)/|[.]d[.]ts$' },
      tsPreCompilationDeps: true,
      outputType: 'json',
    },
    {
      conditionNames: ['@frigg-crm/source', 'import', 'types', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.json', '.css'],
    },
  );
  const result = (typeof output === 'string' ? JSON.parse(output) : output) as ICruiseResult;
  const read = new Set(result.modules.map((entry) => entry.source));
  return {
    violations: result.summary.violations.map((found) => `${found.rule.name}: ${found.from} -> ${found.to}`),
    filesOnDisk: onDisk.length,
    filesRead: onDisk.filter((file) => read.has(file.replaceAll('\\', '/'))).length,
  };
}
