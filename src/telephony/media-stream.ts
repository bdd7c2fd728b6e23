import type { Desk } from '../calls/desk.ts';
import type { CarrierStream, LiveCall } from '../calls/live-call.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { CarrierSink } from '../media/types.ts';
import type { Metrics } from '../metrics.ts';
import { type CarrierFrame, clearMessage, decodeFrame, markMessage, mediaMessage } from './frames.ts';
import type { Socket, SocketListener } from './server.ts';
import type { Tokens } from './tokens.ts';

/** A stream that has not said which call it is by then is not the carrier's. */
const START_TIMEOUT_MS = 5_000;
/** A carrier does not talk nonsense; who does for this long is closed. */
const MAX_MALFORMED = 50;
/** What may wait for a carrier that reads too slowly: about six minutes of speech. Beyond it the line is as good as dead. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

export interface MediaStreamOptions {
  desk: Desk;
  tokens: Tokens;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  /** Asks the servers beside us whether the token has been used there. Never rejects. */
  claim(token: string): Promise<'ours' | 'used' | 'unknown'>;
}

type Frames = { [E in CarrierFrame['event']]: (frame: Extract<CarrierFrame, { event: E }>) => void };

/** One carrier socket: first it has to say which call it is and prove it, then it carries that call's sound. */
export function listenToStream(socket: Socket, options: MediaStreamOptions): SocketListener {
  const { desk, tokens, clock, log, metrics } = options;
  const outbox = createOutbox(socket);
  let malformed = 0;
  let handle: Frames = introducing();
  let closed: (how: 'stopped' | 'dropped') => void = () => clock.clearTimeout(starting);
  const starting = clock.setTimeout(() => socket.close(1008, 'expected start'), START_TIMEOUT_MS);

  function ignore(reason: string): void {
    metrics.carrierMessagesIgnored.inc({ reason });
    malformed += 1;
    if (malformed >= MAX_MALFORMED) socket.close(1008, 'too many malformed messages');
  }

  /** Nothing is known yet: only `start` counts. */
  function introducing(): Frames {
    const tooEarly = () => ignore('before_start');
    return {
      connected: () => undefined,
      media: tooEarly,
      mark: tooEarly,
      dtmf: tooEarly,
      stop: () => undefined,
      malformed: ({ reason }) => ignore(reason),
      start({ callSid, streamSid, parameters }) {
        clock.clearTimeout(starting);
        const token = parameters.token ?? '';
        const redeemed = tokens.redeem(token, callSid);
        const call = redeemed === 'ok' ? desk.find(callSid) : undefined;
        if (!call) {
          log.warn({ redeemed }, 'a media stream was refused');
          socket.close(1008, 'expected a token of this call');
          return;
        }
        handle = carrying(call, streamSid);
        options.claim(token).then(
          (claimed) => {
            if (claimed === 'used') socket.close(1008, 'expected a token of this call');
          },
          () => undefined,
        );
      },
    };
  }

  /** The stream belongs to a call: sound goes straight to its media path. */
  function carrying(call: LiveCall, streamSid: string): Frames {
    const stream: CarrierStream = { close: (code, reason) => socket.close(code, reason) };
    const { media } = call;
    const { soundBytes } = metrics;
    const sink: CarrierSink = {
      media(sound) {
        soundBytes.out += sound.length;
        outbox.send(mediaMessage(streamSid, sound));
      },
      mark: (name) => outbox.send(markMessage(streamSid, name)),
      clear: () => {
        outbox.forgetSound();
        outbox.send(clearMessage(streamSid));
      },
    };
    closed = (how) => {
      // Where a newer stream of the call has taken over, the sound is no longer ours to stop.
      if (call.stream !== stream) return;
      media.detach();
      desk.streamClosed(call, stream, how);
    };
    // The chart first: the sound that waits for the line is heard from the moment at which the line is open.
    desk.streamOpened(call, stream);
    media.attach(sink);
    return {
      connected: () => undefined,
      start: () => ignore('second_start'),
      media(frame) {
        if (frame.streamSid !== streamSid) return ignore('other_stream');
        soundBytes.in += frame.sound.length;
        media.receive(frame.sound, frame.timestamp);
      },
      mark: (frame) => (frame.streamSid === streamSid ? media.markReturned(frame.name) : ignore('other_stream')),
      dtmf: ({ digit }) => call.actor.send({ type: 'line.pressedKey', digit }),
      stop() {
        closed('stopped');
        // The carrier closes now, as a rule; one that does not would leave a socket that nobody listens to.
        socket.close(1000, 'stopped');
      },
      malformed: ({ reason }) => ignore(reason),
    };
  }

  return {
    message(data, isBinary) {
      const frame: CarrierFrame = isBinary ? { event: 'malformed', reason: 'not_json' } : decodeFrame(data.toString());
      (handle[frame.event] as (frame: CarrierFrame) => void)(frame);
    },
    drain: () => outbox.drain(),
    // A close frame, whoever sent it, ends the stream in order; only a break is a drop.
    close: (code) => closed(code === 1006 ? 'dropped' : 'stopped'),
  };
}

/** What the socket does not take is kept, in order, until it drains. */
function createOutbox(socket: Socket) {
  let waiting: string[] = [];
  let bytes = 0;
  return {
    send(text: string): void {
      if (waiting.length === 0 && socket.send(text) !== 'dropped') return;
      waiting.push(text);
      bytes += text.length;
      if (bytes > MAX_WAITING_BYTES) socket.close(1008, 'the peer does not read');
    },
    drain(): void {
      while (waiting.length > 0) {
        const [next] = waiting;
        if (next === undefined || socket.send(next) === 'dropped') return;
        waiting.shift();
        bytes -= next.length;
      }
    },
    /** What is cleared anyway need not be sent. */
    forgetSound(): void {
      waiting = [];
      bytes = 0;
    },
  };
}
