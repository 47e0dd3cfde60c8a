/**
 * The circles of a directed graph, one per strongly connected component, each a shortest way from its first node (in the
 * graph's order) back to itself.
 *
 * Components by Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1(2), 1972.
 */
export function findCycles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  return components(graph)
    .filter((component) => component.size > 1 || hasSelfLoop(graph, component))
    .map((component) => shortestWayBack(graph, component));
}

function hasSelfLoop(graph: ReadonlyMap<string, ReadonlySet<string>>, component: ReadonlySet<string>): boolean {
  return [...component].some((node) => graph.get(node)?.has(node));
}

function components(graph: ReadonlyMap<string, ReadonlySet<string>>): Set<string>[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const open = new Set<string>();
  const found: Set<string>[] = [];
  const connect = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.size - 1);
    stack.push(node);
    open.add(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) connect(next);
      if (open.has(next)) low.set(node, Math.min(low.get(node)!, low.get(next)!));
    }
    if (low.get(node) !== index.get(node)) return;
    const component = new Set(stack.splice(stack.indexOf(node)));
    for (const member of component) open.delete(member);
    found.push(component);
  };
  for (const node of graph.keys()) if (!index.has(node)) connect(node);
  return found;
}

function shortestWayBack(graph: ReadonlyMap<string, ReadonlySet<string>>, component: ReadonlySet<string>): string[] {
  const start = [...graph.keys()].find((node) => component.has(node))!;
  const reached = new Map<string, string>();
  const queue = [start];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const next of graph.get(node) ?? []) {
      if (next === start) return unwind(reached, start, node);
      if (!component.has(next) || reached.has(next)) continue;
      reached.set(next, node);
      queue.push(next);
    }
  }
  return [start];
}

function unwind(reached: ReadonlyMap<string, string>, start: string, last: string): string[] {
  const way = [start];
  for (let node: string | undefined = last; node !== undefined && node !== start; node = reached.get(node))
    way.unshift(node);
  way.unshift(start);
  return way;
}
