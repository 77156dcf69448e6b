import { type Config, ConfigError } from '../config/load-config';

/** Turns an error of `listen` that an operator can correct into a configuration error. */
export const explainListenError =
  ({ HOST, PORT }: Config) =>
  (error: NodeJS.ErrnoException): never => {
    const reasons: Readonly<Record<string, string>> = {
      EADDRINUSE: `Port ${PORT} of ${HOST} is in use. Stop the process that uses it, or choose another port: PORT=${PORT + 1} npm start`,
      EACCES: `This user may not listen on port ${PORT}. Choose a port above 1023: PORT=4000 npm start`,
      EADDRNOTAVAIL: `HOST=${HOST} is not an address of this machine.`,
      ENOTFOUND: `HOST=${HOST} is not an address of this machine.`,
    };
    const reason = reasons[error.code ?? ''];
    throw reason === undefined ? error : new ConfigError(reason);
  };
