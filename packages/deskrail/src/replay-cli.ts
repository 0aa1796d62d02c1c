import { processTerminal } from './command/process-terminal.js';
import { replay } from './command/replay.js';
import { runCommand } from './command/run-command.js';
import { packageVersion } from './version.js';

// A process of its own: what acts is not among what it loads.
process.exitCode = await runCommand(process.argv.slice(2), processTerminal(), {
  commands: [replay],
  version: packageVersion(),
});
