import { expect } from 'chai';
import { parseFlow } from '../../../src/flows/format.ts';
import { junitXml, summaryText, terminalText } from '../../../src/flows/report.ts';

const flow = (name: string) => parseFlow(`name: ${name}\nmodel: []\nsteps: []`, `${name}.yaml`);
const passed = { flow: flow('good'), failures: [], story: ['never shown'], callMs: 12_340, end: null };
const failed = {
  flow: flow('bad'),
  failures: ['expected "a" & <b>', 'and more'],
  story: ['1 s \u0001'],
  callMs: 1_000,
  end: null,
};

describe('the report of flows', () => {
  it('is a line for what passed, and the whole story of what failed', () => {
    expect(terminalText(passed)).to.equal('✓ good (good.yaml, 12.3 s)');
    expect(terminalText(failed).split('\n')).to.deep.equal([
      '✗ bad (bad.yaml, 1.0 s)',
      '    expected "a" & <b>',
      '    and more',
      '',
      '      1 s \u0001',
      '',
    ]);
    expect(summaryText([passed, failed, passed])).to.equal('2 passed, 1 failed');
  });

  it('as JUnit is XML, whatever was heard', () => {
    expect(junitXml([passed, failed]).split('\n')).to.deep.equal([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites>',
      '  <testsuite name="flows" tests="2" failures="1" time="13.340">',
      '    <testcase name="good" classname="good.yaml" time="12.340"/>',
      '    <testcase name="bad" classname="bad.yaml" time="1.000">',
      '      <failure message="expected &quot;a&quot; &amp; &lt;b&gt;">expected &quot;a&quot; &amp; &lt;b&gt;',
      'and more',
      '',
      '1 s  </failure>',
      '    </testcase>',
      '  </testsuite>',
      '</testsuites>',
      '',
    ]);
  });
});
