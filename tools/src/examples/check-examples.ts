import { dirname, join } from 'node:path';
import ts from 'typescript';
import { findEntryPoints } from '../api/api-report.ts';
import { createModuleGraph } from '../api/module-graph.ts';
import { findPackages, type WorkspacePackage } from '../workspace/workspace-package.ts';
import type { Example } from './find-examples.ts';
import { PATH_PLACEHOLDERS, PLACEHOLDERS } from './prelude.ts';

/** `…` stands for what the reader knows: the body of a method, or more properties. */
const OMITTED = 'declare const omitted: any;';

interface Exported {
  readonly name: string;
  readonly from: string;
}

/** Name to entry point. Where two packages export a name, an example gets that of its own package. */
function findExports(packages: readonly WorkspacePackage[]): readonly Exported[] {
  const graph = createModuleGraph();
  return packages
    .filter(({ manifest }) => manifest.bin === undefined)
    .flatMap(findEntryPoints)
    .flatMap(({ name: from, file }) => graph.exportsOf(file).map((name) => ({ name, from })));
}

/** The names that a block declares or imports, at any depth; and all names that it mentions. */
function readNames(code: string): { readonly declared: ReadonlySet<string>; readonly used: ReadonlySet<string> } {
  const [declared, used] = [new Set<string>(), new Set<string>()];
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ESNext, true);
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text);
    const named =
      ts.isVariableDeclaration(node) || ts.isBindingElement(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node);
    if ((named || ts.isImportSpecifier(node)) && node.name !== undefined && ts.isIdentifier(node.name)) declared.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { declared, used };
}

/** Makes a module of a block, with one line before the code. */
function toModule({ file, code }: Example, exports: readonly Exported[]): string {
  const paths = Object.keys(PATH_PLACEHOLDERS).filter((path) => file.startsWith(path));
  const given: Readonly<Record<string, string>> = Object.assign({}, PLACEHOLDERS, ...paths.map((path) => PATH_PLACEHOLDERS[path]));
  const { declared, used } = readNames(code);
  const lines = [...used].filter((name) => !declared.has(name)).map((name) => declare(name, { given, file, exports }));
  const body = code.replaceAll('{ … }', '{ return omitted; }').replaceAll(/, … \}/g, ', ...omitted }');
  return `${lines.join(' ')} ${OMITTED} export {};\n${body}`;
}

interface Scope {
  readonly given: Readonly<Record<string, string>>;
  readonly file: string;
  readonly exports: readonly Exported[];
}

/** @returns the statement that gives a name its meaning; nothing for one that is a property or of the language. */
function declare(name: string, { given, file, exports }: Scope): string {
  const found = exports.filter((each) => each.name === name);
  const nearest = found.find((each) => ownsFile(each, file)) ?? found[0];
  if (nearest !== undefined) return `import { ${name} } from '${nearest.from}';`;
  const type = Object.hasOwn(given, name) ? (given[name] ?? '') : '';
  if (/^(?:import [{t]|interface |declare )/.test(type)) return type;
  return type === '' ? '' : `declare let ${name}: ${type};`;
}

const ownsFile = ({ from }: Exported, file: string): boolean => file.includes(`/${from.split('/')[1]}/`);

const realpath = (file: string): string => ts.sys.realpath?.(file) ?? file;

type Resolver = (literal: ts.StringLiteralLike, containing: ts.SourceFile) => ts.ResolvedModuleWithFailedLookupLocations;

/** Finds our packages by their sources, and others wherever one of our packages has them installed. */
function createResolver(root: string, packages: readonly WorkspacePackage[], options: ts.CompilerOptions): Resolver {
  const ours = new Map(packages.flatMap(findEntryPoints).map(({ name, file }) => [name, file]));
  const folders = [root, join(root, 'tools'), ...packages.map(({ path }) => path)];
  return (literal: ts.StringLiteralLike, containing: ts.SourceFile): ts.ResolvedModuleWithFailedLookupLocations => {
    const name = literal.text;
    const mode = ts.getModeForUsageLocation(containing, literal, options);
    const resolvedFileName = ours.get(name);
    if (resolvedFileName !== undefined) return { resolvedModule: { resolvedFileName, extension: ts.Extension.Ts } };
    const others = name.startsWith('.') ? [] : folders.map((folder) => join(folder, 'example.ts'));
    for (const file of [containing.fileName, realpath(containing.fileName), ...others]) {
      const result = ts.resolveModuleName(name, file, options, ts.sys, undefined, undefined, mode);
      if (result.resolvedModule !== undefined) return result;
    }
    return { resolvedModule: undefined };
  };
}

/** Type-checks blocks as strictly as the sources, each as a module of its own. @returns what does not compile, with file and line. */
export function checkExamples(root: string, examples: readonly Example[]): readonly string[] {
  const packages = findPackages(root);
  const exports = findExports(packages);
  const own = new Map(examples.map((example, index) => [join(root, dirname(example.file), `example-${index}.ts`), example]));
  const config = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile).config as { compilerOptions: object };
  const unused = {
    noUnusedLocals: false,
    noUnusedParameters: false,
    isolatedModules: false,
    verbatimModuleSyntax: false,
    declaration: false,
    declarationMap: false,
  };
  const types = { typeRoots: [join(root, 'node_modules/@types')] };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, ...unused, ...types }, root);
  const host = ts.createCompilerHost(options);
  const resolve = createResolver(root, packages, options);
  const texts = new Map([...own].map(([file, example]) => [file, toModule(example, exports)]));
  const program = ts.createProgram([...own.keys()], options, {
    ...host,
    fileExists: (file) => texts.has(file) || host.fileExists(file),
    readFile: (file) => texts.get(file) ?? host.readFile(file),
    getSourceFile: (file, version) => {
      const text = texts.get(file);
      return text === undefined ? host.getSourceFile(file, version) : ts.createSourceFile(file, text, version);
    },
    resolveModuleNameLiterals: (literals, ...[, , , containing]) => literals.map((literal) => resolve(literal, containing)),
  });
  return [...own].flatMap(([file, example]) => {
    const source = program.getSourceFile(file);
    const problems = source === undefined ? [] : [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return problems.map(({ messageText, start = 0 }) => {
      const line = example.line + (source?.getLineAndCharacterOfPosition(start).line ?? 1) - 1;
      return `${example.file}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  });
}
