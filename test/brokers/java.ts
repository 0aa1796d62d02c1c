import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface Java {
  /** The program, by name or path. */
  readonly java: string;
  readonly keytool: string;
  /** As it says: `17.0.15+6`. */
  readonly version: string;
}

const needed = 17;
const fix = `Install it (Debian: apt-get install openjdk-17-jre-headless), or name one in JAVA_HOME.`;

/** `JAVA_HOME`'s Java, else the one on the path. Throws with what to install. */
export function findJava(): Java {
  const tool = (name: string) => (process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', name) : name);
  const version = versionOf(tool('java'));
  if (version === undefined) throw new Error(`Apache Kafka needs Java ${needed}, and none was found. ${fix}`);
  const major = Number.parseInt(version, 10);
  if (!(major >= needed)) throw new Error(`Apache Kafka needs Java ${needed}; ${tool('java')} is ${version}. ${fix}`);
  return { java: tool('java'), keytool: tool('keytool'), version };
}

function versionOf(java: string): string | undefined {
  try {
    const text = execFileSync(java, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 20_000,
    });
    return /\(build ([^,)]+)/.exec(text)?.[1];
  } catch {
    return undefined;
  }
}
