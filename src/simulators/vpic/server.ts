import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../clock.ts';
import { recordFor } from './vins.ts';

export type VpicFault =
  | { kind: 'html' }
  | { kind: 'unavailable' }
  /** Answers late, by this many milliseconds on the clock; never where absent. */
  | { kind: 'stall'; ms?: number }
  | { kind: 'reset' }
  /** A record of these error codes, without make, model and year. */
  | { kind: 'codes'; codes: string };

export interface VpicSimulatorOptions {
  clock: Clock;
  /** Asked for each request. */
  faults?: (vin: string) => VpicFault | undefined;
}

export interface VpicSimulator {
  /** The base for a client: `http://127.0.0.1:PORT/api`. */
  url: string;
  port: number;
  /** The VINs that were asked for, in order. */
  asked: string[];
  close(): Promise<void>;
}

const NOTE =
  'Results returned successfully. NOTE: Any missing decoded values should be interpreted as NHTSA does not have data on the ' +
  'specific variable. Missing value should NOT be interpreted as an indication that a feature or technology is unavailable for a vehicle.';
const PATH = /^\/api\/vehicles\/DecodeVinValues\/([^/?]+)$/i;

/** Starts a vPIC on loopback that knows a few VINs. */
export async function startVpicSimulator({ clock, faults }: VpicSimulatorOptions): Promise<VpicSimulator> {
  const asked: string[] = [];
  const waiting = new Set<unknown>();

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const vin = PATH.exec(url.pathname)?.[1];
    if (request.method !== 'GET' || vin === undefined)
      return json(response, 404, {
        message: `No HTTP resource was found that matches the request URI '${url.pathname}'.`,
      });
    const upper = decodeURIComponent(vin).toUpperCase();
    asked.push(upper);
    const fault = faults?.(upper);
    const answer = () => {
      // The service's own default is XML.
      if (url.searchParams.get('format') === 'json') json(response, 200, bodyFor(upper, fault));
      else send(response, 200, 'application/xml', '<Response/>');
    };
    switch (fault?.kind) {
      case 'html':
        return send(response, 200, 'text/html', '<html><body>Service is being updated.</body></html>');
      case 'unavailable':
        return send(response, 503, 'text/html', '<html><body>Service Unavailable</body></html>');
      case 'reset':
        return request.socket.resetAndDestroy();
      case 'stall':
        if (fault.ms !== undefined) waiting.add(clock.setTimeout(answer, fault.ms));
        return;
      default:
        return answer();
    }
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api`,
    port,
    asked,
    close() {
      for (const timer of waiting) clock.clearTimeout(timer);
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function bodyFor(vin: string, fault: VpicFault | undefined): unknown {
  const record = recordFor(vin, fault?.kind === 'codes' ? fault.codes : undefined);
  return { Count: 1, Message: NOTE, SearchCriteria: `VIN(s): ${vin}`, Results: [record] };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}
