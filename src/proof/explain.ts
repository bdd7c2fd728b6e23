import type { DataSource, EntitySubscriberInterface } from 'typeorm';
import { z } from 'zod';

/** A statement as it was sent, with its parameters. */
export interface Statement {
  query: string;
  parameters: unknown[];
}

/** The last statement that `ask` sends: what TypeORM made of a question. */
export async function lastStatement(db: DataSource, ask: () => Promise<unknown>): Promise<Statement> {
  let last: Statement | undefined;
  const listener: EntitySubscriberInterface = {
    beforeQuery({ query, parameters }) {
      last = { query, parameters: Array.isArray(parameters) ? parameters : [] };
    },
  };
  db.subscribers.push(listener);
  try {
    await ask();
  } finally {
    db.subscribers.splice(db.subscribers.indexOf(listener), 1);
  }
  if (!last) throw new Error('expected a statement, got none');
  return last;
}

const explained = z.tuple([
  z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: z.unknown(), 'Execution Time': z.number().optional() })]) }),
]);

export interface Plan {
  /** The indexes that it looks into. */
  indexes: string[];
  /** The tables that it reads from one end to the other. */
  scanned: string[];
  /** Milliseconds within the server. Undefined where it was only planned. */
  executionMs: number | undefined;
}

/** How the server answers a statement. `forceScan`: without looking into any index. */
export async function explain(
  db: DataSource,
  { query, parameters }: Statement,
  options: { analyze: boolean; forceScan?: boolean },
): Promise<Plan> {
  return db.transaction(async (tx) => {
    if (options.forceScan)
      for (const way of ['indexscan', 'indexonlyscan', 'bitmapscan']) await tx.query(`SET LOCAL enable_${way} = off`);
    const how = options.analyze ? 'ANALYZE, TIMING OFF, FORMAT JSON' : 'FORMAT JSON';
    const [row] = explained.parse(await tx.query(`EXPLAIN (${how}) ${query}`, parameters));
    const [{ Plan, 'Execution Time': executionMs }] = row['QUERY PLAN'];
    const nodes = nodesOf(Plan);
    const named = (key: string) => nodes.map((node) => node[key]).filter((name) => typeof name === 'string');
    return {
      indexes: [...new Set(named('Index Name'))],
      scanned: nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => String(node['Relation Name'])),
      executionMs,
    };
  });
}

function nodesOf(plan: unknown): Record<string, unknown>[] {
  if (typeof plan !== 'object' || plan === null) return [];
  const node = plan as Record<string, unknown>;
  const children = Array.isArray(node.Plans) ? node.Plans : [];
  return [node, ...children.flatMap(nodesOf)];
}
