import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkExamples } from './check-examples.ts';
import { findAllExamples } from './find-examples.ts';
import { findQuoted, findQuoteProblems } from './quotes.ts';

/** Checks every block of code that a reader may copy; `--update` first writes into the pages what they quote. */
const root = process.cwd();
const { values } = parseArgs({ options: { update: { type: 'boolean', default: false } } });

if (values.update) {
  for (const example of findAllExamples(root)) {
    const quoted = example.quotes === undefined ? undefined : findQuoted(root, example);
    if (quoted === undefined || quoted === example.code) continue;
    const text = readFileSync(example.file, 'utf8');
    const fence = `${example.quotes}\n`;
    writeFileSync(
      example.file,
      text.replace(`${fence}${example.code}\`\`\``, () => `${fence}${quoted}\`\`\``),
    );
  }
}
const examples = findAllExamples(root);
const own = examples.filter(({ quotes }) => quotes === undefined);
const problems = [...findQuoteProblems(root, examples), ...checkExamples(root, own)];
for (const problem of problems) console.error(problem);
console.log(
  `${own.length} examples type-checked, ${examples.length - own.length} compared with their programs, ${problems.length} problems`,
);
if (problems.length > 0 || own.length === 0) process.exitCode = 1;
