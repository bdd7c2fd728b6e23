import { expect } from 'chai';
import { TOOL_NAMES } from '../../../machines/ports/tools.ts';
import { toolSchemas } from '../../../src/tools/all.ts';

type Node = Record<string, unknown>;

function nodesOf(node: unknown): Node[] {
  if (Array.isArray(node)) return node.flatMap(nodesOf);
  if (typeof node !== 'object' || node === null) return [];
  return [node as Node, ...Object.values(node).flatMap(nodesOf)];
}

describe("the tools' schemas", () => {
  it('are those of the offered tools, always in one order', () => {
    const names = (offered?: Parameters<typeof toolSchemas>[0]) =>
      toolSchemas(offered).map((tool) => tool.function.name);
    expect(names()).to.deep.equal([...TOOL_NAMES]);
    expect(names(['end_call', 'lookup_customer'])).to.deep.equal(['lookup_customer', 'end_call']);
    expect(names([])).to.deep.equal([]);
  });

  it('say of an argument what it is, and of an optional one that it may be null', () => {
    const [book] = toolSchemas(['book_appointment']);
    expect(book?.function.strict).to.equal(true);
    expect(book?.function.parameters).to.deep.equal({
      type: 'object',
      properties: {
        customer_id: { type: 'string' },
        vehicle_id: { type: 'string' },
        service_type: {
          type: 'string',
          enum: [
            'oil_change',
            'tire_rotation',
            'inspection',
            'brake_service',
            'engine_diagnostics',
            'general_maintenance',
          ],
        },
        start_time: { type: 'string', description: 'ISO 8601 with offset, one of the free times' },
        notes: { type: ['string', 'null'], description: "The caller's concerns about the vehicle, in their words" },
        confirmed: { type: 'boolean', description: 'True only after the caller has said yes to the read-back' },
      },
      required: ['customer_id', 'vehicle_id', 'service_type', 'start_time', 'notes', 'confirmed'],
      additionalProperties: false,
    });
    const [end] = toolSchemas(['end_call']);
    expect(end?.function.parameters).to.deep.equal({
      type: 'object',
      properties: {},
      required: [],
      additionalProperties: false,
    });
  });

  for (const tool of toolSchemas())
    it(`keep to what strict mode takes: ${tool.function.name}`, () => {
      const objects = nodesOf(tool.function.parameters).filter((node) => node.type === 'object');
      for (const { properties, required, additionalProperties } of objects)
        expect({ required, additionalProperties }).to.deep.equal({
          required: Object.keys(properties as Node),
          additionalProperties: false,
        });
      const keywords = new Set([
        'type',
        'properties',
        'required',
        'additionalProperties',
        'description',
        'enum',
        'anyOf',
      ]);
      const names = new Set(objects.flatMap(({ properties }) => Object.keys(properties as Node)));
      const others = nodesOf(tool.function.parameters)
        .flatMap(Object.keys)
        .filter((key) => !keywords.has(key) && !names.has(key));
      expect(others).to.deep.equal([]);
    });
});
