#!/usr/bin/env node
// This file alone must be readable to an old Node, so that it can say that it is too old.
const [major, minor] = process.versions.node.split('.').map(Number);
// A replay is a process that never loads what acts.
const name = process.argv[2] === 'replay' ? 'replay-cli.js' : 'cli.js';

if (major > 22 || (major === 22 && minor >= 18)) {
  import(`../dist/${name}`).catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.url).endsWith(`/dist/${name}`)) throw error;
    fail('deskrail is not built yet. Run: npm run build');
  });
} else {
  fail(`deskrail needs Node 22.18 or newer, and this is ${process.versions.node}. Install a newer Node.`);
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
