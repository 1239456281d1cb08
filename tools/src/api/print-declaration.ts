import ts from 'typescript';
import type { NamedDeclaration } from './module-graph.ts';

const { factory } = ts;
const PRINTER = ts.createPrinter({ removeComments: true });
const LEFT_OUT = new Set([ts.SyntaxKind.ExportKeyword, ts.SyntaxKind.AsyncKeyword, ts.SyntaxKind.PublicKeyword]);

function modifiersOf(node: ts.HasModifiers): readonly ts.Modifier[] {
  return (ts.getModifiers(node) ?? []).filter(({ kind }) => !LEFT_OUT.has(kind));
}

function isPrivate(member: ts.ClassElement): boolean {
  if (member.name !== undefined && ts.isPrivateIdentifier(member.name)) return true;
  return ts.canHaveModifiers(member) && (ts.getModifiers(member) ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
}

/** A default value says that the parameter may be left out, and its type where none is written. */
function withoutDefaults(parameters: ts.NodeArray<ts.ParameterDeclaration>): readonly ts.ParameterDeclaration[] {
  return parameters.map((parameter) => {
    const { dotDotDotToken, initializer, name, type } = parameter;
    const isTypedDefault = initializer !== undefined && type !== undefined;
    const question = isTypedDefault ? factory.createToken(ts.SyntaxKind.QuestionToken) : parameter.questionToken;
    // Names inside a pattern are no part of the signature.
    const shown = ts.isIdentifier(name) ? name : factory.createIdentifier('options');
    return factory.updateParameterDeclaration(
      parameter,
      ts.getModifiers(parameter),
      dotDotDotToken,
      shown,
      question,
      type,
      isTypedDefault ? undefined : initializer,
    );
  });
}

function toSignature(member: ts.ClassElement): ts.ClassElement {
  const mods = ts.canHaveModifiers(member) ? modifiersOf(member) : undefined;
  if (ts.isConstructorDeclaration(member))
    return factory.updateConstructorDeclaration(member, mods, withoutDefaults(member.parameters), undefined);
  if (ts.isMethodDeclaration(member)) {
    const { name, parameters, questionToken, type, typeParameters } = member;
    return factory.createMethodDeclaration(
      mods,
      undefined,
      name,
      questionToken,
      typeParameters,
      withoutDefaults(parameters),
      type,
      undefined,
    );
  }
  if (ts.isGetAccessorDeclaration(member))
    return factory.updateGetAccessorDeclaration(member, mods, member.name, [], member.type, undefined);
  if (ts.isPropertyDeclaration(member)) {
    const { exclamationToken, initializer, name, questionToken, type } = member;
    return factory.createPropertyDeclaration(
      mods,
      name,
      questionToken ?? exclamationToken,
      type,
      type === undefined ? initializer : undefined,
    );
  }
  return member;
}

function toConstant(node: ts.VariableDeclaration): ts.VariableStatement {
  const { initializer, name, type } = node;
  const isFunction = initializer !== undefined && ts.isArrowFunction(initializer) && initializer.type !== undefined;
  const shown = isFunction
    ? factory.createFunctionTypeNode(initializer.typeParameters, withoutDefaults(initializer.parameters), initializer.type)
    : type;
  const declaration = factory.createVariableDeclaration(name, undefined, shown, shown === undefined ? initializer : undefined);
  return factory.createVariableStatement(undefined, factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const));
}

function toShown(node: NamedDeclaration): ts.Node {
  if (ts.isVariableDeclaration(node)) return toConstant(node);
  if (ts.isFunctionDeclaration(node)) {
    const { name, parameters, type, typeParameters } = node;
    return factory.createFunctionDeclaration(
      modifiersOf(node),
      undefined,
      name,
      typeParameters,
      withoutDefaults(parameters),
      type,
      undefined,
    );
  }
  if (ts.isClassDeclaration(node)) {
    const members = node.members.filter((member) => !isPrivate(member)).map(toSignature);
    return factory.createClassDeclaration(modifiersOf(node), node.name, node.typeParameters, node.heritageClauses, members);
  }
  if (ts.isInterfaceDeclaration(node))
    return factory.createInterfaceDeclaration(modifiersOf(node), node.name, node.typeParameters, node.heritageClauses, node.members);
  if (ts.isTypeAliasDeclaration(node))
    return factory.createTypeAliasDeclaration(modifiersOf(node), node.name, node.typeParameters, node.type);
  return node;
}

/** What a user sees of a declaration: signatures without bodies, private members and comments. */
export function printDeclaration(node: NamedDeclaration): string {
  return PRINTER.printNode(ts.EmitHint.Unspecified, toShown(node), node.getSourceFile());
}
