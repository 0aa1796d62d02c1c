import { processTerminal } from './command/process-terminal.js';
import { runCommand } from './command/run-command.js';
import { send } from './command/send.js';
import { tail } from './command/tail.js';
import { template } from './command/template.js';
import { packageVersion } from './version.js';

const commands = [send, tail, template];

process.exitCode = await runCommand(process.argv.slice(2), processTerminal(), { commands, version: packageVersion() });
