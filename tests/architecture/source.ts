import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** One file as the rules see it; `path` is from the project root, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** A path from the project root for our own files (`src/flow/index.ts`), the plain name for libraries. */
  readonly target: string;
  readonly isOurs: boolean;
  /** Erased when it is compiled. It counts all the same: who knows a type depends on its room. */
  readonly isTypeOnly: boolean;
  readonly isDynamic: boolean;
}

/** Reading the environment or the clock: what only one place may do. */
export type Reach = 'environment' | 'clock';

export interface Findings {
  readonly imports: readonly Import[];
  readonly reaches: readonly Reach[];
}

export function readSources(folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name).replaceAll('\\', '/'))
      .filter((path) => /\.(?:ts|tsx|js)$/.test(path))
      .map((path) => ({ path, text: readFileSync(path, 'utf8') })),
  );
}

/** Parsed, not searched: a comment or a text that mentions an import is none. */
export function findIn(file: SourceFile): Findings {
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, false, scriptKind(file.path));
  const imports: Import[] = [];
  const reaches: Reach[] = [];
  const note = (specifier: ts.Node | undefined, isTypeOnly: boolean, isDynamic = false): void => {
    if (specifier && ts.isStringLiteralLike(specifier))
      imports.push({ ...resolve(file.path, specifier.text), isTypeOnly, isDynamic });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) note(node.moduleSpecifier, isErased(node.importClause));
    else if (ts.isExportDeclaration(node)) note(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node)) note(literalOf(node.argument), true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      note(node.arguments[0], false, true);
    const reach = reachOf(node);
    if (reach) reaches.push(reach);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { imports, reaches };
}

const scriptKind = (path: string): ts.ScriptKind =>
  path.endsWith('.tsx') ? ts.ScriptKind.TSX : path.endsWith('.js') ? ts.ScriptKind.JS : ts.ScriptKind.TS;

const literalOf = (argument: ts.TypeNode): ts.Node | undefined =>
  ts.isLiteralTypeNode(argument) ? argument.literal : undefined;

function isErased(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { namedBindings, name } = clause;
  return (
    !name &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.length > 0 &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  );
}

function resolve(from: string, specifier: string): Pick<Import, 'target' | 'isOurs'> {
  if (!specifier.startsWith('.')) return { target: specifier, isOurs: false };
  const path = posix.join(posix.dirname(from), specifier);
  // Written as it runs (`./x.js`), named as it is (`x.ts`); the setup scripts are JavaScript in both.
  return { target: path.startsWith('src/setup/') ? path : path.replace(/\.js$/, '.ts'), isOurs: true };
}

function reachOf(node: ts.Node): Reach | null {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    const member = ts.isPropertyAccessExpression(node)
      ? node.name.text
      : ts.isStringLiteralLike(node.argumentExpression)
        ? node.argumentExpression.text
        : '';
    if (isNamed(node.expression, 'process') && member === 'env') return 'environment';
    if (isNamed(node.expression, 'Date') && member === 'now') return 'clock';
  }
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && isNamed(node.initializer, 'process'))
    return node.name.elements.some((element) => isNamed(element.propertyName ?? element.name, 'env'))
      ? 'environment'
      : null;
  if (ts.isImportDeclaration(node) && /^(?:node:)?process$/.test(textOf(node.moduleSpecifier))) return 'environment';
  if (ts.isNewExpression(node) && isNamed(node.expression, 'Date') && !node.arguments?.length) return 'clock';
  if (ts.isCallExpression(node) && isNamed(node.expression, 'Date')) return 'clock';
  return null;
}

const textOf = (node: ts.Node): string => (ts.isStringLiteralLike(node) ? node.text : '');
const isNamed = (node: ts.Node | undefined, name: string): boolean =>
  node !== undefined && ts.isIdentifier(node) && node.text === name;
