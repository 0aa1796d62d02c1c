import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const fix = 'Install it (Debian: apt-get install openjdk-17-jdk-headless), or name one in JAVA_HOME.';

/** The `java` of a JDK, 17 or later: the server is run from its source. Throws with what to install. */
export function findJdk(): string {
  const tool = (name: string) => (process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', name) : name);
  let printed: string;
  try {
    printed = execFileSync(tool('javac'), ['-version'], { encoding: 'utf8', timeout: 20_000 });
  } catch {
    throw new Error(`Embeddings need a JDK, 17 or later, and none was found. ${fix}`);
  }
  const major = Number(/javac (\d+)/.exec(printed)?.[1]);
  if (!(major >= 17)) throw new Error(`Embeddings need a JDK, 17 or later; there is ${printed.trim()}. ${fix}`);
  return tool('java');
}
