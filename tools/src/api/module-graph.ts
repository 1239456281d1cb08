import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import ts from 'typescript';

export type NamedDeclaration =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.EnumDeclaration
  | ts.VariableDeclaration;

export interface FoundDeclaration {
  /** Absolute path of the module that declares it. */
  readonly file: string;
  /** Several for an overloaded function, and for a class merged with an interface. */
  readonly nodes: readonly NamedDeclaration[];
}

/** Reads modules of a package by their syntax alone, which takes a second where type-checking takes half a minute. */
export interface ModuleGraph {
  sourceOf(file: string): ts.SourceFile;
  /** The names that a module exports, sorted. */
  exportsOf(file: string): readonly string[];
  /** Follows imports and re-exports to the declaration of a name that is visible in a module; `undefined` outside of the package. */
  find(file: string, name: string): FoundDeclaration | undefined;
}

interface Binding {
  /** The module, relative as it was written. */
  readonly from: string;
  readonly name: string;
}

interface ReadModule {
  readonly source: ts.SourceFile;
  readonly declared: ReadonlyMap<string, readonly NamedDeclaration[]>;
  /** Names that come from other modules, by the name that they have here. */
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly exported: ReadonlySet<string>;
}

function isExported(node: ts.Statement): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function declarationsIn(statement: ts.Statement): readonly NamedDeclaration[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations;
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return isNamed ? [statement] : [];
}

function textOf(node: ts.Node | undefined): string {
  return node !== undefined && (ts.isIdentifier(node) || ts.isStringLiteral(node)) ? node.text : '';
}

function readModule(file: string): ReadModule {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true);
  const declared = new Map<string, readonly NamedDeclaration[]>();
  const bindings = new Map<string, Binding>();
  const exported = new Set<string>();
  for (const statement of source.statements) {
    for (const node of declarationsIn(statement)) {
      const name = textOf(node.name);
      declared.set(name, [...(declared.get(name) ?? []), node]);
      if (isExported(statement)) exported.add(name);
    }
    if (ts.isImportDeclaration(statement)) readImport(statement, bindings);
    if (ts.isExportDeclaration(statement)) readExport(statement, { bindings, exported });
  }
  return { source, declared, bindings, exported };
}

function readImport({ importClause, moduleSpecifier }: ts.ImportDeclaration, bindings: Map<string, Binding>): void {
  const named = importClause?.namedBindings;
  if (named === undefined || !ts.isNamedImports(named)) return;
  for (const { name, propertyName } of named.elements)
    bindings.set(name.text, { from: textOf(moduleSpecifier), name: textOf(propertyName) || name.text });
}

function readExport(
  statement: ts.ExportDeclaration,
  { bindings, exported }: { readonly bindings: Map<string, Binding>; readonly exported: Set<string> },
): void {
  const { exportClause, moduleSpecifier } = statement;
  if (exportClause === undefined || !ts.isNamedExports(exportClause))
    throw new Error(`${statement.getSourceFile().fileName}: a report needs exports by name, not "${statement.getText()}"`);
  for (const { name, propertyName } of exportClause.elements) {
    exported.add(name.text);
    const inner = textOf(propertyName) || name.text;
    if (moduleSpecifier !== undefined) bindings.set(name.text, { from: textOf(moduleSpecifier), name: inner });
  }
}

/** Modules are read once each, when they are first needed. */
export function createModuleGraph(): ModuleGraph {
  const modules = new Map<string, ReadModule>();
  function moduleOf(file: string): ReadModule {
    const read = modules.get(file) ?? readModule(file);
    modules.set(file, read);
    return read;
  }
  function find(file: string, name: string): FoundDeclaration | undefined {
    const { declared, bindings } = moduleOf(file);
    const nodes = declared.get(name);
    if (nodes !== undefined) return { file, nodes };
    const binding = bindings.get(name);
    if (binding === undefined || !binding.from.startsWith('.')) return undefined;
    const target = resolve(dirname(file), binding.from);
    return existsSync(target) ? find(target, binding.name) : undefined;
  }
  return {
    sourceOf: (file) => moduleOf(file).source,
    exportsOf: (file) => [...moduleOf(file).exported].toSorted((a, b) => (a < b ? -1 : 1)),
    find,
  };
}
