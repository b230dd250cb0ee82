// npm run coverage:clinical [-- --hooks DIR]
import { loadKnowledgeConfig, processEnvironment } from '../config.ts';
import { readArguments } from './arguments.ts';
import { coverageTable, readCoverage } from './coverage-table.ts';
import { runCommand } from './run-command.ts';

process.exitCode = runCommand('coverage:clinical', () => {
  const hooks = readArguments(process.argv.slice(2), ['hooks']).values.get('hooks');
  const { hooksDir } = loadKnowledgeConfig({ HOOKS_DIR: hooks ?? processEnvironment()['HOOKS_DIR'] });
  return coverageTable(readCoverage(hooksDir));
});
