// npm run terminology [-- --reference DIR] [--set ID] [--hooks DIR]; for reading, so that nothing it finds is a failure.
import { loadKnowledgeConfig, processEnvironment } from '../config.ts';
import { readArguments } from './arguments.ts';
import { CommandError } from './command-error.ts';
import { countSets } from './count-sets.ts';
import { compareSets } from './left-out.ts';
import { readReferenceTables } from './reference-tables.ts';
import { runCommand } from './run-command.ts';
import { terminologyText } from './terminology-table.ts';

process.exitCode = runCommand('terminology', () => {
  const { values } = readArguments(process.argv.slice(2), ['reference', 'set', 'hooks']);
  const [reference, only, hooks] = ['reference', 'set', 'hooks'].map((name) => values.get(name));
  const { hooksDir } = loadKnowledgeConfig({ HOOKS_DIR: hooks ?? processEnvironment()['HOOKS_DIR'] });
  const sets = countSets(hooksDir).filter(({ id }) => only === undefined || id === only);
  if (sets.length === 0) throw new CommandError('usage', `there is no value set "${only ?? ''}"`);
  return terminologyText(
    sets,
    reference === undefined ? undefined : compareSets(sets, readReferenceTables(reference), hooksDir),
  );
});
