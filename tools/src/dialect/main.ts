import { checkDialect } from './check-dialect.ts';

/** Refuses words that only this project used: docs/contributing/naming.md says what to write instead. */
const { problems, filesRead } = checkDialect(process.cwd());
for (const problem of problems) console.error(problem);
console.log(`${filesRead} files read, ${problems.length} problems with words`);
if (problems.length > 0 || filesRead === 0) process.exitCode = 1;
