import * as z from 'zod';

const count = z.int().min(0);

const processSchema = z.strictObject({
  id: z.string(),
  objectType: z.string(),
  state: z.string(),
  totalRecords: count,
  processedRecords: count,
  totalSynced: count,
  totalFailed: count,
  totalSkipped: count,
  pages: z.strictObject({ totalPages: count, processedPages: count, failedPages: count }),
  errors: z.array(z.looseObject({ code: z.string(), message: z.string() })),
});

const resultSchema = z.strictObject({
  type: z.literal('result'),
  connector: z.string().optional(),
  processes: z.array(processSchema),
  catchUps: z.array(processSchema),
  durationMs: z.number().min(0),
});

/** The result of a run, as `--json` writes it. */
export type ResultLine = z.output<typeof resultSchema>;

/** Reads the results of `demo --connector all --json`, by connector. @throws when one has more than one process, or counters that do not add up. */
export function readResults(stdout: string): ReadonlyMap<string, ResultLine['processes'][number]> {
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => z.looseObject({ type: z.string() }).parse(JSON.parse(line)));
  const results = lines.filter(({ type }) => type === 'result').map((line) => resultSchema.parse(line));
  return new Map(results.map((result) => [result.connector ?? '', onlyProcessOf(result)]));
}

/** Reads the last line of a run with `--json`. @throws when it is no result, or another line is no JSON with a type. */
function readResult(stdout: string): ResultLine {
  const lines = stdout.trim().split('\n');
  for (const line of lines) z.looseObject({ type: z.enum(['progress', 'check', 'result']) }).parse(JSON.parse(line));
  return resultSchema.parse(JSON.parse(lines.at(-1) ?? ''));
}

/** Reads the only process of a result. @throws unless it is one whose counters add up. */
export function readOnlyProcess(stdout: string): ResultLine['processes'][number] {
  return onlyProcessOf(readResult(stdout));
}

function onlyProcessOf({ processes }: ResultLine): ResultLine['processes'][number] {
  const [process] = processes;
  if (process === undefined || processes.length !== 1) throw new Error(`expected one process, got ${processes.length}`);
  const sum = process.totalSynced + process.totalFailed + process.totalSkipped;
  if (sum !== process.processedRecords) throw new Error(`${process.processedRecords} processed, but ${sum} counted`);
  return process;
}
