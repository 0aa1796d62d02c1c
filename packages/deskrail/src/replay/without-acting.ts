import { registerHooks } from 'node:module';
import { DeskrailError } from '@deskrail/contracts';

/** Where adapters keep what acts and reads back at a desk, built and as source. */
const acting = /\/(?:@deskrail|adapters|packages)\/[\w-]+\/(?:dist|src)\/act(?:\.[jt]s$|\/executor\.)/;

/**
 * From here on nothing that acts at a desk can be loaded, whoever asks. A configuration file that imports `deskrail` gets
 * all that it exports, without the rail that carries actions out.
 */
export function withoutActing(): Disposable {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const found = specifier === 'deskrail' ? next(import.meta.resolve('deskrail/config')) : next(specifier, context);
      if (acting.test(found.url)) {
        throw new DeskrailError(
          'forbidden',
          `A replay is built without what acts at a desk, and loads no ${specifier}.`,
        );
      }
      return found;
    },
  });
  return { [Symbol.dispose]: () => hooks.deregister() };
}
