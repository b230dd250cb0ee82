#!/usr/bin/env node
// The command of the package: `serve` starts the service, everything else prints its text and ends.
import { processEnvironment } from '../config.ts';
import { commandText } from './command-line.ts';
import { runCommand } from './run-command.ts';

const words = process.argv.slice(2);
if (words[0] === 'serve') await import('../main.ts');
else process.exitCode = runCommand('midback-cds', () => commandText(words, processEnvironment()));
