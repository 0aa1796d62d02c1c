import type { SeededRandom, ZendeskEmulator } from '@deskrail/testing';
import type { FrontDoor } from '../front-door.ts';
import type { ChaosRail } from '../rails/chaos-rail.ts';
import type { LogKind } from '../words.ts';

export interface FaultContext {
  readonly rail: ChaosRail;
  readonly desk: ZendeskEmulator;
  readonly frontDoor: FrontDoor;
  readonly signal: AbortSignal;
  /** It breaks now, and did not when `run` began: the time counts from here. */
  breaks(): void;
}

/** How a fault will be, once: drawn before it is done, so that the seed alone decides. */
export interface Breakage {
  /** What happens, for the table. */
  readonly detail: string;
  /** Break it; resolves when it is whole again, as far as the one who broke it is concerned. */
  run(context: FaultContext): Promise<void>;
}

export interface Fault {
  readonly name: string;
  readonly about: string;
  readonly logs: readonly LogKind[];
  /** Why it cannot be done here, if it cannot. */
  missing?(rail: ChaosRail): string | undefined;
  draw(random: SeededRandom, rail: ChaosRail): Breakage;
}
