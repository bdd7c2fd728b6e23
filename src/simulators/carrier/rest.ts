import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../clock.ts';
import type { CarrierCall } from './call.ts';
import type { CallOptions } from './options.ts';
import { type RestRefusal, readCall } from './placing.ts';
import type { SentText } from './texts.ts';

/** What goes wrong with the REST API; may be changed while it runs. */
export interface RestFaults {
  /** So many requests more are answered 429. */
  tooMany?: number;
  /** So many requests more are answered 500. */
  broken?: number;
  /** Every answer takes so long. */
  delayMs?: number;
}

/** What stands behind the API. */
export interface RestBackend {
  find(callSid: string): CarrierCall | undefined;
  /** Places a call; it goes its way from here. */
  place(options: CallOptions): CarrierCall;
  text(form: URLSearchParams): SentText | RestRefusal;
}

const CALL_PATH = /^\/2010-04-01\/Accounts\/([^/]+)\/Calls\/([^/]+)\.json$/;
const LIST_PATH = /^\/2010-04-01\/Accounts\/([^/]+)\/(Calls|Messages)\.json$/;
const LONGEST_TWIML = 4000;

/** The carrier's REST API, as much of it as concerns calls and texts. */
export class RestApi {
  readonly faults: RestFaults = {};
  readonly #clock: Clock;
  readonly #backend: RestBackend;
  readonly #account: { accountSid: string; authToken: string | undefined };
  readonly #server: Server;

  constructor(clock: Clock, backend: RestBackend, account: { accountSid: string; authToken: string | undefined }) {
    this.#clock = clock;
    this.#backend = backend;
    this.#account = account;
    this.#server = createServer((request, response) => this.#take(request, response));
  }

  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const answer = () => {
        const { status, json } = this.#answer(request, new URLSearchParams(body));
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(json));
      };
      if (this.faults.delayMs) this.#clock.setTimeout(answer, this.faults.delayMs);
      else answer();
    });
  }

  #answer(request: IncomingMessage, form: URLSearchParams): { status: number; json: object } {
    if (!this.#isAuthorized(request.headers.authorization)) return error(401, 20003, 'Authenticate');
    if (this.#spend('tooMany')) return error(429, 20429, 'Too Many Requests');
    if (this.#spend('broken')) return error(500, 20500, 'Internal Server Error');
    const path = request.url?.split('?')[0] ?? '';
    const [, owner, list] = path.match(LIST_PATH) ?? [];
    if (owner === this.#account.accountSid && request.method === 'POST')
      return list === 'Calls' ? this.#place(form) : this.#text(form);
    const [, accountSid, callSid = ''] = path.match(CALL_PATH) ?? [];
    const call = accountSid === this.#account.accountSid ? this.#backend.find(callSid) : undefined;
    const isUpdate = request.method === 'POST';
    if (!call || (isUpdate && !call.isLive)) return error(404, 20404, `The requested resource ${path} was not found`);
    if (!isUpdate) return this.#call(call, call.isLive ? 'in-progress' : 'completed');
    return this.#update(call, form);
  }

  #place(form: URLSearchParams): { status: number; json: object } {
    const options = readCall(form);
    if ('code' in options) return error(options.status, options.code, options.message);
    return { ...this.#call(this.#backend.place(options), 'queued'), status: 201 };
  }

  #text(form: URLSearchParams): { status: number; json: object } {
    const text = this.#backend.text(form);
    if ('code' in text) return error(text.status, text.code, text.message);
    return { status: 201, json: { ...text, account_sid: this.#account.accountSid, status: 'queued' } };
  }

  #update(call: CarrierCall, form: URLSearchParams): { status: number; json: object } {
    const [status, twiml, url] = ['Status', 'Twiml', 'Url'].map((name) => form.get(name));
    if ([status, twiml, url].filter((value) => value != null).length !== 1)
      return error(400, 20001, 'Expected one of Status, Twiml and Url.');
    if (status != null && status !== 'completed' && status !== 'canceled')
      return error(400, 20001, 'Expected the Status completed or canceled.');
    if (twiml != null && twiml.length > LONGEST_TWIML)
      return error(400, 20001, `Expected Twiml of at most ${LONGEST_TWIML} characters.`);
    if (status != null) {
      call.update({ end: 'rest-completed' });
      return this.#call(call, 'completed');
    }
    call.update({ source: twiml != null ? { twiml, url: call.webhookUrl } : { url: url ?? '' } });
    return this.#call(call, 'in-progress');
  }

  #call(call: CarrierCall, status: string): { status: number; json: object } {
    const { callSid: sid, from, to } = call;
    return { status: 200, json: { sid, account_sid: this.#account.accountSid, from, to, status } };
  }

  #isAuthorized(header: string | undefined): boolean {
    const { accountSid, authToken } = this.#account;
    if (authToken === undefined) return true;
    return header === `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  }

  #spend(fault: 'tooMany' | 'broken'): boolean {
    const left = this.faults[fault] ?? 0;
    this.faults[fault] = Math.max(0, left - 1);
    return left > 0;
  }
}

function error(status: number, code: number, message: string) {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return { status, json: { code, message, more_info, status } };
}
