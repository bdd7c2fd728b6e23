import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallNote } from '../calls/watch.ts';
import { systemClock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import { openStage, type Stage } from '../flows/stage.ts';
import { createLog } from '../log.ts';
import { stereoWav } from '../media/wav.ts';
import { createShopTime } from '../shop/calendar.ts';
import type { CarrierCall } from '../simulators/carrier/index.ts';
import { rules } from '../simulators/openai/rules/brain.ts';
import { type DemoCalendar, openDemoCalendar } from './calendar.ts';
import { createScreen } from './screen.ts';
import { type Line, openWeekday, scriptFor } from './script.ts';

/** So long nothing is heard before the caller takes it for their turn. */
const TURN_QUIET_MS = 1_100;
/** So far into an answer the caller breaks in. */
const BREAK_IN_MS = 3_000;
const REPLY_MS = 20_000;
const CALL_ENDS_MS = 30_000;

const print = (line: string) => process.stdout.write(`${line}\n`);

interface Booked {
  appointment_id: string;
  service_type: string;
  start_time: Date;
  bay: number;
  status: string;
  vehicle: string;
}

/** A call from ring to goodbye on real sound, and nothing but sound. Exits 0 when the appointment is in the database. */
async function demo(): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'callchart-demo-'));
  // PostgreSQL does not run as root: its own user has to be able to enter.
  await chmod(dataDir, 0o711);
  const startedAt = performance.now();
  const zone = process.env.SHOP_TIMEZONE ?? 'America/New_York';
  const calendar = await openDemoCalendar(systemClock, zone);
  let screen: (note: CallNote) => void = () => undefined;
  print('Starting PostgreSQL, the session store, local speech, a simulated model, calendar and carrier …');
  const stage = await openStage({
    clock: systemClock,
    log: createLog('warn'),
    brain: rules,
    speech: 'local',
    dataDir,
    env: { ...calendar.env, SHOP_TIMEZONE: zone },
    watch: (note) => screen(note),
  });
  try {
    print(`Ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s.\n`);
    const { maria } = stage.people;
    const lines = scriptFor(openWeekday(createShopTime({ zone }), new Date()));
    const sounds = await callersSounds(stage, lines);

    print(`${maria.firstName} ${maria.lastName} calls from ${maria.phoneNumber}.`);
    const call = await stage.carrier.call({ ...stage.dialing, from: maria.phoneNumber });
    screen = createScreen(print, () => call.now());
    await talk(call, lines, sounds);
    await endOf(call);

    const recording = join(tmpdir(), `callchart-demo-${process.pid}.wav`);
    await writeFile(recording, stereoWav([...call.spoken], call.heard));
    return await verdict(stage, call, { zone, recording, calendar });
  } finally {
    await stage.close();
    await calendar.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function callersSounds(stage: Stage, lines: readonly Line[]): Promise<Buffer[]> {
  const voices = stage.localSpeech?.voices;
  if (!voices) throw new Error('expected local speech, got none');
  const sounds: Buffer[] = [];
  for (const { text } of lines) sounds.push(await voices.callerVoice(text));
  return sounds;
}

/** The caller's part: nothing but listening and speaking. */
async function talk(call: CarrierCall, lines: readonly Line[], sounds: readonly Buffer[]): Promise<void> {
  let heardUntil = 0;
  for (const [index, { when }] of lines.entries()) {
    await call.waitFor(({ type, at }) => type === 'voice.started' && at >= heardUntil, REPLY_MS);
    if (when === 'after-reply') await call.waitForQuiet(TURN_QUIET_MS, 2 * REPLY_MS);
    else await new Promise((resolve) => setTimeout(resolve, BREAK_IN_MS));
    const sound = sounds[index];
    if (!call.isLive || !sound) return;
    await call.speak(sound);
    heardUntil = call.now();
  }
}

async function endOf(call: CarrierCall): Promise<void> {
  const late = setTimeout(() => void call.hangUp(), CALL_ENDS_MS);
  await call.ended;
  clearTimeout(late);
}

interface Evidence {
  zone: string;
  recording: string;
  calendar: DemoCalendar;
}

async function verdict(stage: Stage, call: CarrierCall, { zone, recording, calendar }: Evidence): Promise<number> {
  const rows = (await stage.app.database.dataSource.query(
    `SELECT a.appointment_id, a.service_type, a.start_time, a.bay, a.status, v.year || ' ' || v.make || ' ' || v.model AS vehicle
       FROM appointments a JOIN vehicles v USING (vehicle_id) WHERE a.call_sid = $1`,
    [call.callSid],
  )) as Booked[];
  const [booked] = rows;
  print('');
  for (const problem of call.problems) print(`protocol error: ${problem}`);
  if (!booked) print('No appointment is in the database.');
  else {
    const when = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'short', timeZone: zone });
    print(`Appointment in PostgreSQL: ${booked.appointment_id}`);
    print(
      `  ${booked.service_type}, ${booked.vehicle}, ${when.format(booked.start_time)}, bay ${booked.bay}, ${booked.status}`,
    );
    const event = await calendar.firstEvent();
    print(event ? `  in the calendar as "${event.summary}"` : '  not in the calendar');
  }
  print(`Recording (left: caller, right: Sophie): ${recording}`);
  return booked && call.problems.length === 0 ? 0 : 1;
}

demo().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`the demonstration failed: ${messageOf(error)}\n`);
    process.exit(1);
  },
);
