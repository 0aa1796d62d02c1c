import fc from 'fast-check';
import { oddText, oddValue } from './odd-values.ts';

/** One way in which a webhook comes out other than the vendor means it. Places are taken modulo how many there are. */
export type Change =
  | { readonly kind: 'replace'; readonly at: number; readonly value: unknown }
  | { readonly kind: 'remove'; readonly at: number }
  | { readonly kind: 'copy'; readonly at: number; readonly to: number }
  | { readonly kind: 'rename'; readonly at: number; readonly name: string }
  | { readonly kind: 'add'; readonly at: number; readonly name: string; readonly value: unknown }
  | { readonly kind: 'repeat'; readonly at: number; readonly value: string; readonly times: number }
  | { readonly kind: 'deep'; readonly at: number; readonly depth: number }
  | { readonly kind: 'digits'; readonly at: number; readonly digits: string }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'double' }
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'byte'; readonly at: number; readonly byte: number };

const at = fc.nat({ max: 10_000 });
const name = fc.oneof(fc.constantFrom('__proto__', 'id', 'type', '', 'a.b', 'a[]'), fc.string({ maxLength: 12 }));

const structural: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('replace' as const), at, value: oddValue }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('copy' as const), at, to: at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename' as const), at, name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('add' as const), at, name, value: oddValue }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('repeat' as const),
      ...{ at, value: oddText, times: fc.constantFrom(1, 2, 40, 1_990, 2_100) },
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('deep' as const), at, depth: fc.constantFrom(3, 60, 70, 2_000, 20_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('digits' as const),
      at,
      digits: fc.oneof(
        fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
        fc.constantFrom('9'.repeat(20_000), '1e999', '-0', '1.0', '0.1e-400', '9007199254740993'),
      ),
    }),
  },
);

const textual: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at }),
  fc.record({ kind: fc.constant('double' as const) }),
  fc.record({ kind: fc.constant('insert' as const), at, text: oddText }),
  fc.record({ kind: fc.constant('byte' as const), at, byte: fc.nat({ max: 255 }) }),
);

/** Mostly well-formed, so that what lies behind the parser is reached. */
export const changes: fc.Arbitrary<readonly Change[]> = fc.oneof(
  { weight: 7, arbitrary: fc.array(structural, { minLength: 1, maxLength: 4 }) },
  { weight: 2, arbitrary: fc.array(textual, { minLength: 1, maxLength: 2 }) },
  { weight: 1, arbitrary: fc.array(fc.oneof(structural, textual), { maxLength: 5 }) },
);
