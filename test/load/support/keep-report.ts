import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { drawLines } from './plot';
import { type BenchReport, type Curve, short } from './report';

/** A report with the day, the machine and the command that made it. */
interface KeptReport extends BenchReport {
  readonly date: string;
  readonly machine: string;
  readonly command: string;
}

const MARKS = ['<!-- figures: written by `npm run bench` -->', '<!-- end of figures -->'] as const;

/** Keeps a report and its curves in `results/`, and writes the table of all benchmarks anew. */
export async function keepReport(report: BenchReport, loadDir: string): Promise<string> {
  const results = join(loadDir, 'results');
  await mkdir(results, { recursive: true });
  const kept: KeptReport = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`,
    command: `npm run bench -- ${report.name}`,
    ...report,
  };
  const file = join(results, `${report.name}.json`);
  await writeFile(file, `${JSON.stringify(kept, null, 2)}\n`);
  for (const [index, curve] of report.curves.entries()) {
    await writeFile(join(results, curveFile(report, index)), `${drawCurve(report, curve)}\n`);
  }
  await writeTable(loadDir);
  return file;
}

const curveFile = ({ name }: BenchReport, index: number): string => `${name}-${index + 1}.svg`;

function drawCurve({ rows }: BenchReport, { title, x, figure, y, of }: Curve): string {
  return drawLines({
    title,
    x: { label: x, scale: 'log' },
    y: { label: y },
    series: of.map((name) => ({
      name,
      points: rows.flatMap(({ what, size, figures }) => {
        const value = figures[figure]?.median;
        return what === name && size !== undefined && value !== undefined ? [[size, value] as const] : [];
      }),
    })),
  });
}

/** What each benchmark reached, between the marks of the folder's README. */
async function writeTable(loadDir: string): Promise<void> {
  const results = join(loadDir, 'results');
  const names = (await readdir(results)).filter((name) => name.endsWith('.json')).sort();
  const reports = await Promise.all(
    // What lies there was written by keepReport.
    names.map(async (name) => JSON.parse(await readFile(join(results, name), 'utf8')) as KeptReport),
  );
  const lines = [
    MARKS[0],
    '| Benchmark | What | Target | Reached | | Day |',
    '| --- | --- | --- | --- | --- | --- |',
    ...reports.flatMap(({ name, targets, date }) =>
      targets.map(
        ({ what, wanted, got, isMet }) =>
          `| \`${name}\` | ${what} | ${wanted} | ${short(got)} | ${isMet ? 'met' : '**missed**'} | ${date} |`,
      ),
    ),
    '',
    ...[...new Set(reports.map(({ machine }) => machine))].map((machine) => `Machine: ${machine}.`),
    '',
    ...reports.flatMap((report) => [
      ...report.notes.map((note) => `- \`${report.name}\`: ${note}`),
      ...report.curves.map(
        ({ title }, index) => `- \`${report.name}\`: ![${title}](results/${curveFile(report, index)})`,
      ),
    ]),
    MARKS[1],
  ];
  const file = join(loadDir, 'README.md');
  const text = await readFile(file, 'utf8');
  const [from, to] = MARKS.map((mark) => text.indexOf(mark));
  if (from === undefined || to === undefined || from < 0 || to < from)
    throw new Error(`${file} has lost its marks "${MARKS.join('" and "')}"`);
  await writeFile(file, text.slice(0, from) + lines.join('\n') + text.slice(to + MARKS[1].length));
}
