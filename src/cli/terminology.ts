// npm run terminology [-- --reference DIR] [--set ID] [--hooks DIR]; for reading, so that nothing it finds is a failure.
import { loadConfig, processEnvironment } from '../config.ts';
import { readArguments } from './arguments.ts';
import { readReferenceTables } from './reference-tables.ts';
import { runCommand } from './run-command.ts';
import { countSets, leftOut, terminologyText } from './terminology-table.ts';

runCommand('terminology', () => {
  const { values } = readArguments(process.argv.slice(2), ['reference', 'set', 'hooks']);
  const [reference, only, hooks] = ['reference', 'set', 'hooks'].map((name) => values.get(name));
  const { hooksDir } = loadConfig({ ...processEnvironment(), ...(hooks === undefined ? {} : { HOOKS_DIR: hooks }) });
  const sets = countSets(hooksDir).filter(({ id }) => only === undefined || id === only);
  const missing = reference === undefined ? undefined : leftOut(sets, readReferenceTables(reference), hooksDir);
  return terminologyText(sets, missing);
});
