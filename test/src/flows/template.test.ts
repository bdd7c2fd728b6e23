import { expect } from 'chai';
import { fill, TemplateError } from '../../../src/flows/template.ts';

describe('a template', () => {
  const values = { maria: { id: 7, cars: [{ id: 'c1' }] }, slots: ['nine', 'ten'] };

  it('is filled in every text of a tree, and alone keeps the type of its value', () => {
    const tree = {
      a: '{{maria.id}}',
      b: ['at {{ slots.1 }} or {{slots.0 | loud}}', 3, null],
      c: { d: '{{maria.cars}}' },
    };
    expect(fill(tree, values, { loud: (text) => text.toUpperCase() })).to.deep.equal({
      a: 7,
      b: ['at ten or NINE', 3, null],
      c: { d: [{ id: 'c1' }] },
    });
  });

  it('that names what is not there says what is', () => {
    expect(() => fill('{{maria.name}}', values)).to.throw(
      TemplateError,
      '{{maria.name}}: expected a value at name, got only id, cars',
    );
    expect(() => fill('{{slots.0 | loud}}', values, { quiet: (text) => text })).to.throw(
      TemplateError,
      'expected one of quiet',
    );
  });
});
