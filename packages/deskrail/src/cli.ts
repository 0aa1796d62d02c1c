import { audit } from './command/audit.js';
import { deadLetters } from './command/dead-letters.js';
import { demo } from './command/demo.js';
import { doctor } from './command/doctor.js';
import { evaluate } from './command/eval.js';
import { exportDecisions } from './command/export.js';
import { gaps } from './command/gaps.js';
import { keys } from './command/keys.js';
import { lag } from './command/lag.js';
import { policy } from './command/policy.js';
import { processTerminal } from './command/process-terminal.js';
import { rebuild } from './command/rebuild.js';
import { reconcile } from './command/reconcile.js';
import { replay } from './command/replay.js';
import { report } from './command/report.js';
import { runCommand } from './command/run-command.js';
import { seek } from './command/seek.js';
import { send } from './command/send.js';
import { serve } from './command/serve.js';
import { signIn } from './command/sign-in.js';
import { signOut } from './command/sign-out.js';
import { spool } from './command/spool.js';
import { tail } from './command/tail.js';
import { template } from './command/template.js';
import { topics } from './command/topics.js';
import { train } from './command/train.js';
import { packageVersion } from './version.js';

const commands = [
  demo,
  serve,
  send,
  tail,
  lag,
  keys,
  signIn,
  signOut,
  policy,
  reconcile,
  deadLetters,
  doctor,
  template,
  topics,
  spool,
  seek,
  replay,
  rebuild,
  train,
  evaluate,
  report,
  gaps,
  exportDecisions,
  audit,
];

process.exitCode = await runCommand(process.argv.slice(2), processTerminal(), { commands, version: packageVersion() });
