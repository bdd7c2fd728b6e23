import { expect } from 'chai';
import { createLog } from '../../src/log.ts';

describe('log', () => {
  const written = (level: string) => {
    const lines: Record<string, unknown>[] = [];
    const log = createLog(level, { write: (line: string) => void lines.push(JSON.parse(line)) });
    return { log, lines };
  };

  it('writes one JSON object a line: the event and its fields', () => {
    const { log, lines } = written('info');
    log.info({ call_id: 'call-1' }, 'something happened');
    const [{ time, ...line } = {}] = lines;
    expect(line).to.deep.equal({ level: 30, call_id: 'call-1', msg: 'something happened' });
    expect(time).to.be.a('number');
  });

  it('hides what is said of a person, wherever it stands', () => {
    const { log, lines } = written('info');
    log.info({ pii: { said: 'my name is Maria' }, call: { pii: '+12125550142', id: 1 } }, 'said');
    expect(lines[0]).to.deep.include({ pii: '[redacted]', call: { pii: '[redacted]', id: 1 } });
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = written('warn');
    log.info('quiet');
    log.warn('loud');
    expect(lines.map(({ msg }) => msg)).to.deep.equal(['loud']);
  });
});
