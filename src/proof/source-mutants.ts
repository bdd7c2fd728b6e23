import ts from 'typescript';

/** One thing that is wrong with a file, as text. */
export interface SourceMutant {
  /** The guard, or the function beside the guards, in which something is wrong. */
  name: string;
  what: string;
  text: string;
}

/**
 * Every way in which a file of guards may be a little wrong: each property of its tables always true or always false, each
 * part of an `and`, an `or`, a `&&` or a `||` left out, each `not` left out, and each bound moved by one (`>=` to `>`).
 */
export function sourceMutants(file: string, source: string): SourceMutant[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true);
  const found: SourceMutant[] = [];

  const replaced = (node: ts.Node, by: string) => source.slice(0, node.getStart()) + by + source.slice(node.getEnd());
  const note = (name: string, what: string, text: string) => found.push({ name, what, text });

  const look = (node: ts.Node, name: string): void => {
    if (ts.isBinaryExpression(node)) {
      const { left, right, operatorToken } = node;
      const sign = operatorToken.getText();
      if (sign === '&&' || sign === '||') {
        note(name, `without ${short(left)} ${sign}`, replaced(node, right.getText()));
        note(name, `without ${sign} ${short(right)}`, replaced(node, left.getText()));
      }
      if (sign === '>=') note(name, `${short(node)} as >`, replaced(operatorToken, '>'));
    }
    if (ts.isCallExpression(node) && ['and', 'or'].includes(node.expression.getText())) {
      const [list] = node.arguments;
      if (list && ts.isArrayLiteralExpression(list))
        list.elements.forEach((part, at) => {
          const others = list.elements.filter((_, i) => i !== at).map((other) => other.getText());
          note(name, `without ${short(part)}`, replaced(list, `[${others.join(', ')}]`));
        });
    }
    if (ts.isCallExpression(node) && node.expression.getText() === 'not' && node.arguments[0])
      note(
        name,
        `${short(node.arguments[0])} for ${short(node)}`,
        replaced(node, `and([${node.arguments[0].getText()}])`),
      );
    ts.forEachChild(node, (child) => look(child, name));
  };

  for (const statement of tree.statements) {
    if (ts.isFunctionDeclaration(statement)) look(statement, statement.name?.text ?? '');
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!initializer) continue;
      if (!ts.isObjectLiteralExpression(initializer)) {
        look(initializer, name.getText());
        continue;
      }
      for (const property of initializer.properties) {
        if (!ts.isPropertyAssignment(property)) continue;
        const guard = property.name.getText();
        for (const always of [true, false])
          note(guard, `always ${always}`, replaced(property.initializer, `() => ${always}`));
        look(property.initializer, guard);
      }
    }
  }
  return found;
}

const short = (node: ts.Node): string => node.getText().replace(/\s+/g, ' ');

/** The exports of a mutated module. Its imports are those of the real one, so that it belongs to the same charts. */
export function exportsOf(text: string, imports: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const exported: Record<string, unknown> = {};
  const require = (name: string) => {
    if (!imports.has(name)) throw new Error(`expected an import that is known, got ${name}`);
    return imports.get(name);
  };
  new Function('exports', 'require', outputText)(exported, require);
  return exported;
}

/** The names that a file imports from, types apart. */
export function importsOf(source: string): string[] {
  const tree = ts.createSourceFile('', source, ts.ScriptTarget.ES2023, true);
  return tree.statements.flatMap((statement) =>
    ts.isImportDeclaration(statement) && statement.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword
      ? [(statement.moduleSpecifier as ts.StringLiteral).text]
      : [],
  );
}
