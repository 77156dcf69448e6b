import { readFileSync } from 'node:fs';
import { type ServiceProcess, startServiceProcess } from '../drive/service-process';
import { type BenchServices, environmentOf } from '../support/bench-services';
import type { Reading } from '../support/reading';

/** Of the kernel's clock for processes: `getconf CLK_TCK`, which is this on every Linux of today. */
const TICKS_PER_SECOND = 100;

export interface MeasuredService extends ServiceProcess {
  /** The processor time of all its processes so far. */
  cpuMs(): number;
  /** The same, as the runs of `fanout` ask their server for it. */
  ask<Answer>(order: object): Promise<Answer>;
}

/** `frontrow start` with so many processes, on the servers of the benchmark. */
export async function startService(
  { config }: BenchServices,
  processes: number,
  say: (line: string) => void,
): Promise<MeasuredService> {
  const { STRIPE_SECRET_KEY = '', STRIPE_WEBHOOK_SECRET = '', STRIPE_API_URL = '' } = config;
  const service = await startServiceProcess(
    {
      ...environmentOf(config),
      ...{ STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_URL },
      ...{ PROCESSES: String(processes), DATABASE_POOL_MAX: String(16 / processes) },
    },
    say,
  );
  const cpuMs = () => cpuMsOfTree(service.pid);
  return {
    ...service,
    cpuMs,
    // The runs read the processor alone.
    ask: async <Answer>() => ({ cpuMs: cpuMs(), memoryBytes: Number.NaN }) satisfies Reading as Answer,
  };
}

function cpuMsOfTree(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // Behind the program's name, which may have spaces: the twelfth and thirteenth are the times in user and kernel mode.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const own = ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
  return children.split(' ').reduce((sum, child) => sum + (child === '' ? 0 : cpuMsOfTree(Number(child))), own);
}
