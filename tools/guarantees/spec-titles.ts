import ts from 'typescript';

export interface SpecTest {
  /** Titles of the suites around it, outermost first. */
  suites: string[];
  /** As in the source, placeholders included. */
  title: string;
  /** 1-based. */
  line: number;
}

/** The tests that a spec declares, by `it`, `test` and their variants (`it.each(…)(…)`), with literal titles. */
export function testsIn(file: string, text: string): SpecTest[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
  const tests: SpecTest[] = [];
  const visit = (node: ts.Node, suites: string[]): void => {
    const title = ts.isCallExpression(node) ? titleOf(node) : undefined;
    if (!ts.isCallExpression(node) || title === undefined) {
      ts.forEachChild(node, (child) => visit(child, suites));
      return;
    }
    const kind = rootOf(node.expression);
    if (kind === 'describe') {
      for (const argument of node.arguments) visit(argument, [...suites, title]);
    } else if (kind === 'it' || kind === 'test') {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      tests.push({ suites, title, line });
    }
  };
  visit(source, []);
  return tests;
}

function titleOf(call: ts.CallExpression): string | undefined {
  const [first] = call.arguments;
  const isDeclaration = ['describe', 'it', 'test'].includes(rootOf(call.expression) ?? '');
  return isDeclaration && first && ts.isStringLiteralLike(first) ? first.text : undefined;
}

/** `it` of `it(…)`, `it.only(…)`, `it.each(…)(…)` and ``it.each`…`(…)``. */
function rootOf(expression: ts.Expression): string | undefined {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression))
    return rootOf(expression.expression);
  return ts.isTaggedTemplateExpression(expression) ? rootOf(expression.tag) : undefined;
}

/** A pattern for a test's title as it runs: placeholders of `it.each` (`%s`, `$name`) stand for anything. */
export function titlePattern(title: string): string {
  return title
    .split(/%[sdifjoOc#%]|\$[A-Za-z_][\w.]*/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`))
    .join('.*');
}
