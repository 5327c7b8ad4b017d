/** Which of the client's tools an outcome calls for, and with what. */
import type { Reply, ToolOffer } from './turn.ts';

/** What a reply amounts to. A label of a closing ends the call. */
export type Outcome = { closed?: string; handOver?: boolean };

const END = /^(end|hang|finish|terminate|close)_?-?(the_)?(up|call|conversation|session)?/i;
const HAND_OVER = /transfer|hand_?off|hand_?over|escalate|human/i;
const OPT_OUT = /do_?not_?call|opt_?out|unsubscribe|\bdnc/i;

export function toolCall(outcome: Outcome, tools: readonly ToolOffer[], called: ReadonlySet<string>, mustCall: string | undefined): Reply['call'] {
  const wanted = [
    ...(mustCall === undefined ? [] : [(tool: ToolOffer) => tool.name === mustCall]),
    ...(outcome.handOver ? [(tool: ToolOffer) => HAND_OVER.test(tool.name) && !called.has(tool.name)] : []),
    ...(outcome.closed === 'do not call' ? [(tool: ToolOffer) => OPT_OUT.test(tool.name) && !called.has(tool.name)] : []),
    ...(outcome.closed === undefined ? [] : [(tool: ToolOffer) => END.test(tool.name)]),
  ];
  for (const fits of wanted) {
    const tool = tools.find(fits);
    if (tool) return { name: tool.name, arguments: argumentsFor(tool, outcome.closed ?? (outcome.handOver ? 'asked for a person' : 'requested')) };
  }
  return undefined;
}

type Schema = { type?: unknown; enum?: unknown; properties?: unknown; required?: unknown };

/** Fills the required parameters of a tool's JSON schema. */
function argumentsFor(tool: ToolOffer, reason: string): Record<string, unknown> {
  const schema = (tool.parameters ?? {}) as Schema;
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required.includes(name) || /reason|outcome|summary/i.test(name))
      .map(([name, property]) => [name, valueFor(isRecord(property) ? property : {}, reason)]),
  );
}

function valueFor(schema: Schema, reason: string): unknown {
  if (Array.isArray(schema.enum)) {
    const words = reason.split(/\W+/);
    return schema.enum.find((value) => words.some((word) => word.length > 2 && String(value).toLowerCase().includes(word))) ?? schema.enum[0];
  }
  if (schema.type === 'number' || schema.type === 'integer') return 0;
  if (schema.type === 'boolean') return true;
  if (schema.type === 'array') return [];
  if (schema.type === 'object') return {};
  return reason;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
