import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const FORMAT: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => process.cwd(),
  getNewLine: () => '\n',
};

const RELATIVE_TS = /((?:from |import\()(['"])[.]{1,2}\/[^'"\n]*)[.]ts(\2)/g;

/**
 * Writes a declaration beside each module that the entries reach, with a map to the shipped source: an editor's "go to
 * definition" opens the TypeScript that we wrote. Bundled declarations have no such maps.
 *
 * @param folder - of the package; `src` becomes `dist`.
 * @param entries - relative to it, such as `./src/index.ts`.
 * @throws {Error} that shows every diagnostic, when the package does not compile against the built declarations of its neighbours.
 */
export function emitDeclarations(folder: string, entries: readonly string[]): void {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(folder, 'tsconfig.json'),
    // The built packages see each other as their users do.
    {
      customConditions: [],
      noEmit: false,
      emitDeclarationOnly: true,
      declarationMap: true,
      rootDir: join(folder, 'src'),
      outDir: join(folder, 'dist'),
    },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => fail([problem]) },
  );
  if (config === undefined) throw new Error(`${folder} has no tsconfig.json`);
  const program = ts.createProgram(
    entries.map((entry) => join(folder, entry)),
    config.options,
  );
  removeDeclarations(join(folder, 'dist'));
  const problems = [...ts.getPreEmitDiagnostics(program), ...program.emit(undefined, writeDeclaration).diagnostics];
  if (problems.length > 0) fail(problems);
}

/** Those of modules that no longer exist would be packed with the others; `clean` of tsup spares them. */
function removeDeclarations(dist: string): void {
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (/\.d\.ts(\.map)?$/.test(file)) rmSync(join(dist, file));
  }
}

/** Declarations keep `./x.ts` as it was written, and users have `./x.js`: as long as the other, so the maps stay right. */
function writeDeclaration(file: string, text: string): void {
  ts.sys.writeFile(file, file.endsWith('.d.ts') ? text.replaceAll(RELATIVE_TS, '$1.js$3') : text);
}

function fail(problems: readonly ts.Diagnostic[]): never {
  throw new Error(ts.formatDiagnostics(problems, FORMAT));
}
