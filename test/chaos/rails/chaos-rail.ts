import type { StoredEvent, StreamName } from '@deskrail/contracts';
import type { KafkaCluster } from '../../brokers/start-kafka.ts';
import type { PostgresServer } from '../../brokers/start-postgres.ts';
import type { TcpProxy } from '../../brokers/tcp-proxy.ts';
import type { Witnessed } from '../judge/evidence.ts';
import type { Part } from '../part-process.ts';
import type { SmallDisk } from '../small-disk.ts';
import type { LogKind } from '../words.ts';

/** The pipeline in processes of its own, with everything by which it can be broken. */
export interface ChaosRail extends AsyncDisposable {
  readonly kind: LogKind;
  readonly parts: readonly Part[];
  /** Where webhooks go. */
  readonly receivers: readonly string[];
  /** An instance that answers the API, one that is up if there is one. */
  api(): string;
  /** Networks that can be cut, by the name of whom they lead to. */
  readonly links: Readonly<Record<string, TcpProxy>>;
  /** The port of what each part talks to, where a step of its can be told by it. */
  readonly ports: Readonly<Record<string, number>>;
  /** Of the embedded log, or of one broker; absent where nothing can be mounted here. */
  readonly disk: SmallDisk | undefined;
  /** The embedded log's file. */
  readonly file?: string;
  readonly kafka?: KafkaCluster;
  readonly postgres?: PostgresServer;
  readLog<Stream extends StreamName>(stream: Stream): Promise<readonly StoredEvent<Stream>[]>;
  /** What consumers of their own have noted. */
  witnesses?(): readonly Witnessed[];
  /** Resolves when all parts listen. */
  up(signal: AbortSignal): Promise<void>;
}

export interface RailOptions {
  /** The desk's REST API. */
  readonly desk: { readonly url: string; readonly port: number; readonly token: string };
  readonly signal: AbortSignal;
  readonly say: (progress: string) => void;
  /** Where what the processes print is kept. Default: with what is removed at the end. */
  readonly logs?: string | undefined;
}
