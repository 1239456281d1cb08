import ts from 'typescript';

/** Methods of a client of the API; `pages` reads a list. */
const METHODS: Readonly<Record<string, string>> = { get: 'get', post: 'post', put: 'put', patch: 'patch', delete: 'delete', pages: 'get' };

/**
 * Finds the requests that a source makes with a client of the API, by syntax alone: `client.get('/api/v1/syncs')`. A path may be
 * a constant, a member of an object of constants, a template of constants, or one of two.
 * @returns each as its method and its path, such as `get /api/v1/syncs`.
 */
export function findRequests(text: string): readonly string[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const method = METHODS[node.expression.name.text];
      const [path] = node.arguments;
      const paths = method === undefined || path === undefined ? [] : textsOf(path);
      for (const one of paths) if (one.startsWith('/api/')) found.push(`${method} ${one}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...new Set(found)].toSorted();
}

/** @returns what the nearest constant of this name is: in the block that the name is in, or in one around it. */
function findConstant(name: ts.Identifier): ts.Expression | undefined {
  for (let scope: ts.Node | undefined = name.parent; scope !== undefined; scope = scope.parent) {
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) continue;
    const declared = scope.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => declarationList.declarations);
    const found = declared.find((one) => ts.isIdentifier(one.name) && one.name.text === name.text);
    if (found !== undefined) return found.initializer;
  }
  return undefined;
}

/** @returns the texts that an expression can be. */
function textsOf(node: ts.Expression): readonly string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isAsExpression(node) || ts.isParenthesizedExpression(node)) return textsOf(node.expression);
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (ts.isObjectLiteralExpression(node))
    return node.properties.flatMap((property) => (ts.isPropertyAssignment(property) ? textsOf(property.initializer) : []));
  if (ts.isElementAccessExpression(node) || ts.isPropertyAccessExpression(node)) return textsOf(node.expression);
  if (ts.isTemplateExpression(node))
    return node.templateSpans.reduce<readonly string[]>(
      (texts, { expression, literal }) => texts.flatMap((text) => textsOf(expression).map((middle) => `${text}${middle}${literal.text}`)),
      [node.head.text],
    );
  const constant = ts.isIdentifier(node) ? findConstant(node) : undefined;
  return constant === undefined ? [] : textsOf(constant);
}
