import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { Appointment } from '../../../entities/appointment.ts';
import { StaffTask } from '../../../entities/staff-task.ts';
import type { ToolsFact } from '../../../machines/ports/tools.ts';
import type { DecodedVin } from '../../../src/vin/vehicle.ts';
import { type Desk, MARIAS_NUMBER, useDesk } from '../../kit/tools-desk.ts';

const VIN = { vin: '1HGCM82633A004352' };
const ACCORD: DecodedVin = {
  vin: VIN.vin,
  year: 2003,
  make: 'Honda',
  model: 'Accord',
  vehicleType: null,
  needsReadBack: false,
};

/** A promise and the way to keep it. */
function gate<T = void>() {
  let open: (value: T) => void = () => undefined;
  const passed = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

describe('the tools actor', () => {
  let desk: Desk;
  useDesk((fresh) => {
    desk = fresh;
  });

  const booking = () => ({
    customer_id: desk.maria.customerId,
    vehicle_id: desk.civic.vehicleId,
    service_type: 'oil_change',
    start_time: '2026-12-01T09:30',
  });
  const names = (facts: ToolsFact[]) => facts.map((fact) => (fact.type === 'tools.answered' ? fact.name : fact.type));

  it('checks at once, and answers bad arguments without being granted anything', () => {
    const { tools, facts } = desk.open(MARIAS_NUMBER);
    tools.command({ type: 'check', call: { id: 'a', name: 'end_call', arguments: '{}' } });
    tools.command({ type: 'check', call: { id: 'b', name: 'end_call', arguments: '{' } });
    expect(facts).to.deep.equal([
      { type: 'tools.checked', call: { id: 'a', name: 'end_call', args: {}, owned: {} } },
      {
        type: 'tools.answered',
        id: 'b',
        name: 'end_call',
        result: {
          success: false,
          error: 'invalid_arguments',
          message: 'The arguments of end_call cannot be used: expected a JSON object, got text that is not JSON.',
        },
        learned: [],
      },
    ]);
  });

  it('does one thing after another, in the order in which they were asked for', async () => {
    const away = gate<DecodedVin>();
    const call = desk.open(MARIAS_NUMBER, { vpic: { decode: () => away.passed } });
    const both = [call.asks('decode_vin', VIN), call.asks('end_call', {})];
    away.open(ACCORD);
    await Promise.all(both);
    expect(names(call.facts)).to.deep.equal(['tools.checked', 'tools.checked', 'decode_vin', 'end_call']);
  });

  it('lets what has begun end when the call is over, and begins nothing more', async () => {
    const [begun, away] = [gate(), gate<DecodedVin>()];
    const decode = () => {
      begun.open();
      return away.passed;
    };
    const call = desk.open(MARIAS_NUMBER, { vpic: { decode } });
    void call.asks('decode_vin', VIN);
    void call.asks('end_call', {});
    await begun.passed;
    call.tools.stop();
    away.open(ACCORD);
    await call.tools.idle();
    expect(names(call.facts)).to.deep.equal(['tools.checked', 'tools.checked', 'decode_vin']);
  });

  it('answers unavailable when it was wrong itself, and goes on', async () => {
    const vpic = { decode: () => Promise.reject(new TypeError('cannot read properties of undefined')) };
    const call = desk.open(MARIAS_NUMBER, { vpic });
    const answer = await call.asks('decode_vin', VIN);
    expect(answer).to.deep.equal({
      result: {
        success: false,
        error: 'unavailable',
        message: 'This cannot be done at the moment. Offer to have a person call back.',
      },
      learned: [],
    });
    expect((await call.asks('end_call', {})).result.success).to.equal(true);
  });

  it('answers unavailable when the database is away', async () => {
    await desk.base.dataSource.destroy();
    const answer = await desk.open(MARIAS_NUMBER).asks('book_appointment', booking(), { mode: 'commit' });
    await desk.base.dataSource.initialize();
    expect(answer.result.error).to.equal('unavailable');
  });

  it('answers timeout after five seconds, and counts it', async () => {
    desk.clock.speed = 100;
    const vpic = { decode: () => new Promise<DecodedVin>(() => undefined) };
    const answer = await desk.open(MARIAS_NUMBER, { vpic }).asks('decode_vin', VIN);
    expect(answer.result).to.deep.equal({
      success: false,
      error: 'timeout',
      message: 'This took too long and was given up; nothing was changed.',
    });
    const counted = await desk.metrics.toolSeconds.get();
    const count = counted.values.find(({ metricName }) => metricName === 'tool_seconds_count');
    expect(count).to.deep.include({ value: 1, labels: { tool: 'decode_vin', result: 'timeout' } });
  });

  it('has changed nothing when it says that it took too long', async () => {
    const { dataSource } = desk.base;
    const stuck = dataSource.createQueryRunner();
    await stuck.startTransaction();
    // Reads go on; the booking's insert waits for us.
    await stuck.query('LOCK TABLE appointments IN SHARE ROW EXCLUSIVE MODE');
    desk.clock.speed = 10;
    const call = desk.open(MARIAS_NUMBER);
    const answer = await call.asks('book_appointment', booking(), { mode: 'commit' });
    expect(answer).to.deep.equal({
      result: {
        success: false,
        error: 'timeout',
        message: 'This took too long and was given up; nothing was changed.',
      },
      learned: [],
    });
    await stuck.rollbackTransaction();
    await stuck.release();
    // The insert goes through now, and is rolled back: a lock that conflicts with it waits for its transaction to end.
    await dataSource.transaction((tx) => tx.query('LOCK TABLE appointments IN ACCESS EXCLUSIVE MODE'));
    expect(await dataSource.manager.find(Appointment)).to.deep.equal([]);
  });

  it('does not say that it failed when the commit was sent and its answer is late, and tells staff when it was done', async () => {
    const [held, added] = [gate(), gate()];
    const database = { dataSource: lateCommits(desk.base.dataSource, held.passed) };
    desk.clock.speed = 10;
    const call = desk.open(MARIAS_NUMBER, { database });
    const answer = await call.asks('book_appointment', booking(), { mode: 'commit' });
    expect(answer).to.deep.equal({
      result: {
        success: false,
        error: 'timeout',
        message: 'It is not known whether this was done. Do not say that it failed: say that a person will call back.',
      },
      learned: [],
    });
    const { manager } = desk.base.dataSource;
    const insert = manager.insert.bind(manager);
    manager.insert = async (...args) => {
      const result = await insert(...args);
      added.open();
      return result;
    };
    held.open();
    await added.passed;
    manager.insert = insert;
    const [task] = await manager.find(StaffTask);
    expect(task).to.deep.include({ kind: 'failed', callId: call.callId, status: 'open' });
    expect(task?.payload).to.deep.include({
      tool: 'book_appointment',
      problem: 'done after the caller was told that it may not be',
    });
    expect(await manager.count(Appointment)).to.equal(1);
  });
});

/** The same database, whose commits are answered only when `answered` has come. */
function lateCommits(dataSource: DataSource, answered: Promise<void>): DataSource {
  return new Proxy(dataSource, {
    get(target, key) {
      if (key === 'transaction')
        return async (work: (tx: unknown) => Promise<unknown>) => {
          const result = await target.transaction(work);
          await answered;
          return result;
        };
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
