import { DeskrailError } from '@deskrail/contracts';

/** Origins as browsers name them. Throws `config-invalid` for `*` and for what is no origin. */
export function checkOrigins(option: string, origins: readonly string[]): readonly string[] {
  for (const [index, origin] of origins.entries()) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
    throw new DeskrailError(
      'config-invalid',
      `${option}[${index}] is no origin. Write scheme, host and port only, such as https://help.example; "*" is not taken.`,
    );
  }
  return origins;
}
