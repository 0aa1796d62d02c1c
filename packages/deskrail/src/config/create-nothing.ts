import { DeskrailError } from '@deskrail/contracts';

/** In the place of `createDeskrail` where a configuration is read without what carries it out, as by `deskrail replay`. */
export async function createDeskrail(): Promise<never> {
  throw new DeskrailError('forbidden', 'Nothing is created here: a configuration file only says what is wanted.');
}
