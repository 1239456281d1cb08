import ts from 'typescript';
import { findEntryPoints } from '../api/api-report.ts';
import { createModuleGraph, type NamedDeclaration } from '../api/module-graph.ts';
import type { WorkspacePackage } from '../workspace/workspace-package.ts';

function isDocumented(node: NamedDeclaration): boolean {
  // The comment of a constant stands on its statement.
  const owner = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  return ts.getJSDocCommentsAndTags(owner).some((part) => ts.isJSDoc(part));
}

/**
 * Exports without a sentence about what they are: the reference site would show a bare signature. A tag such as
 * `@returns` is text as well.
 *
 * @returns each as `@frigg-crm/quo/sandbox: createQuoSandbox`, sorted.
 */
export function findUndocumented(entry: WorkspacePackage): readonly string[] {
  const graph = createModuleGraph();
  const bare = findEntryPoints(entry).flatMap(({ name, file }) =>
    graph
      .exportsOf(file)
      .filter((exported) => graph.find(file, exported)?.nodes.some(isDocumented) === false)
      .map((exported) => `${name}: ${exported}`),
  );
  return bare.toSorted();
}
