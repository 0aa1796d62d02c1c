#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  await import('../dist/cli.js');
} else {
  console.error(`deskrail needs Node 22.18 or newer, and this is ${process.versions.node}. Install a newer Node.`);
  process.exitCode = 1;
}
