import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type FailureCode, failures, toProblem } from '@parley/contract';
import { newRequestId } from '@parley/runtime';

/** Refuses what Node could not even read as HTTP. There is no request to speak of yet, only the socket it came by. */
export const answerClientError = (error: Error & { code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const code: FailureCode = error.code === 'HPE_HEADER_OVERFLOW' ? 'headers_too_large' : 'request_malformed';
  const { status } = failures[code];
  const body = JSON.stringify(toProblem({ code }, newRequestId()));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
};
