import { join } from 'node:path';
import ts from 'typescript';
import type { WorkspacePackage } from '../workspace/workspace-package.ts';
import { createModuleGraph, type FoundDeclaration, type ModuleGraph, type NamedDeclaration } from './module-graph.ts';
import { printDeclaration } from './print-declaration.ts';

/** An entry point of a package. */
export interface EntryPoint {
  /** As a user imports it, such as `@frigg-crm/quo/sandbox`. */
  readonly name: string;
  /** Absolute path of its source. */
  readonly file: string;
}

/** @returns the entry points that `exports` names, in its order. */
export function findEntryPoints({ path, manifest }: WorkspacePackage): readonly EntryPoint[] {
  return Object.entries(manifest.exports ?? {}).flatMap(([point, target]) => {
    const source = typeof target === 'string' ? undefined : target['@frigg-crm/source'];
    return source === undefined ? [] : [{ name: manifest.name + point.slice(1), file: join(path, source) }];
  });
}

/**
 * Everything that users of a package can name, as one page: a review sees each change of it. It is read from the syntax of the
 * sources, so a type that is inferred from a value is shown with that value.
 */
export function writeApiReport(entry: WorkspacePackage): string {
  const graph = createModuleGraph();
  const points = findEntryPoints(entry);
  const sections = points.map((point) => writePoint(graph, point));
  const head = [`# API of ${entry.manifest.name}`, 'Written by `pnpm api:update`; a change of it is a change for users.'];
  return [...head, ...sections, ...writeHidden(graph, points)].join('\n\n') + '\n';
}

function writePoint(graph: ModuleGraph, { name, file }: EntryPoint): string {
  const texts = graph.exportsOf(file).map((exported) => {
    const found = graph.find(file, exported);
    if (found === undefined) return `export { ${exported} }; // of another package`;
    return found.nodes.map((node) => renamed(printDeclaration(node), node, exported)).join('\n');
  });
  return `## ${name}\n\n\`\`\`ts\n${texts.join('\n\n')}\n\`\`\``;
}

function renamed(text: string, { name }: NamedDeclaration, exported: string): string {
  const own = name?.getText() ?? '';
  return own === exported ? text : `${text}\nexport { ${own} as ${exported} };`;
}

/** The declarations in this package of the types, and of the values that types are taken from, that a declaration shows. */
function findReferences(graph: ModuleGraph, file: string, node: NamedDeclaration): readonly FoundDeclaration[] {
  const references: FoundDeclaration[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isBlock(inner)) return;
    const found = graph.find(file, nameOfReference(inner));
    // What is generated is reviewed where it comes from.
    if (found !== undefined && !found.file.includes('/generated/')) references.push(found);
    ts.forEachChild(inner, visit);
  };
  ts.forEachChild(node, (child) => {
    const isPrivate = ts.isClassElement(child) && child.name !== undefined && ts.isPrivateIdentifier(child.name);
    const isBody = ts.isVariableDeclaration(node) && child === node.initializer && node.type !== undefined;
    if (!isPrivate && !isBody) visit(child);
  });
  return references;
}

function nameOfReference(node: ts.Node): string {
  if (ts.isTypeReferenceNode(node)) return node.typeName.getText();
  if (ts.isTypeQueryNode(node)) return node.exprName.getText();
  return ts.isExpressionWithTypeArguments(node) ? node.expression.getText() : '';
}

/** Types that exports mention, at any depth, and no entry point exports: users cannot name them, and yet depend on them. */
function writeHidden(graph: ModuleGraph, points: readonly EntryPoint[]): readonly string[] {
  const open = points
    .flatMap(({ file }) => graph.exportsOf(file).map((name) => graph.find(file, name)))
    .filter((found) => found !== undefined);
  const seen = new Set(open.flatMap(({ nodes }) => nodes));
  const hidden: NamedDeclaration[] = [];
  for (let found = open.pop(); found !== undefined; found = open.pop()) {
    const { file, nodes } = found;
    for (const reference of nodes.flatMap((node) => findReferences(graph, file, node))) {
      const fresh = reference.nodes.filter((node) => !seen.has(node));
      for (const node of fresh) seen.add(node);
      hidden.push(...fresh);
      if (fresh.length > 0) open.push(reference);
    }
  }
  if (hidden.length === 0) return [];
  const texts = hidden.map(printDeclaration).toSorted((a, b) => (a < b ? -1 : 1));
  return [`## Mentioned, not exported\n\n\`\`\`ts\n${texts.join('\n\n')}\n\`\`\``];
}
