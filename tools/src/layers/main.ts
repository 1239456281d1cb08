import { checkLayers } from './check-layers.ts';

const { violations, filesOnDisk, filesRead } = await checkLayers();
for (const violation of violations) console.error(violation);
if (filesRead < filesOnDisk || filesRead === 0) {
  console.error(`only ${filesRead} of ${filesOnDisk} source files were read: the rules were not applied to the rest`);
  process.exitCode = 1;
}
if (violations.length > 0) process.exitCode = 1;
console.log(`${filesRead} files read, ${violations.length} forbidden imports`);
