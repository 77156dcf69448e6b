import pino, { type Logger } from 'pino';

export type { Logger } from 'pino';

/** Formatted on a terminal, one JSON object per line elsewhere. Headers are never logged, and secrets are redacted. */
export function openLogger(level: string): Logger {
  const redact = [
    'token',
    'authorization',
    'password',
    'secret',
    '*.token',
    '*.authorization',
    '*.password',
    '*.secret',
  ];
  if (!process.stdout.isTTY) return pino({ level, redact }, pino.destination({ dest: 1, sync: false }));
  return pino({ level, redact, transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } });
}
