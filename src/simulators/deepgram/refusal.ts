/** A refused handshake. Deepgram says it in the body, and once more in the header `dg-error`. */
export interface Refusal {
  status: number;
  code: string;
  message: string;
}

/** What Deepgram says with each status that a fault can ask for. */
const BY_STATUS: Readonly<Record<number, Omit<Refusal, 'status'>>> = {
  400: { code: 'Bad Request', message: 'Bad Request.' },
  401: { code: 'INVALID_AUTH', message: 'Invalid credentials.' },
  402: { code: 'ASR_PAYMENT_REQUIRED', message: 'Project does not have enough credits for an ASR request.' },
  403: { code: 'INSUFFICIENT_PERMISSIONS', message: 'Project does not have access to the requested model.' },
  413: { code: 'PAYLOAD_TOO_LARGE', message: 'Payload too large.' },
  429: { code: 'TOO_MANY_REQUESTS', message: 'Too many requests. Please try again later' },
  500: { code: 'INTERNAL_SERVER_ERROR', message: 'Internal Server Error.' },
  503: { code: 'SERVICE_UNAVAILABLE', message: 'Service unavailable.' },
};

export function refusalWith(status: number, code?: string, message?: string): Refusal {
  const known = BY_STATUS[status] ?? { code: 'ERROR', message: 'The request was refused.' };
  return { status, code: code ?? known.code, message: message ?? known.message };
}

export function badQuery(message: string): Refusal {
  return { status: 400, code: 'INVALID_QUERY_PARAMETER', message };
}
