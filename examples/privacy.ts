/** Find personal data in a text, hide it from whoever reads the text, and bring it back. */
import { createMasking, findPersonalData, maskingLogger } from '@deskrail/copilot';

const text = 'Order 1042 is late. Write to kim@example.com or call +44 20 7946 0958, please. Member M-44812.';

// --- find
for (const { kind, start, end } of findPersonalData(text)) console.log(`${kind} at ${start}–${end}`);
// ---

// --- mask
const masking = createMasking();
const masked = masking.mask(text); // Order 1042 is late. Write to [EMAIL-1] or call [PHONE-1], please. …
const reply = masking.unmask('We have written to [EMAIL-1].');
const call = masking.unmaskValue({ tool: 'call-back', arguments: { number: '[PHONE-1]' } });
// ---
console.log(masked, reply, call);

// --- own
const membership = { kind: 'own-membership', pattern: /\bM-\d{5}\b/g } as const;
const everything = createMasking({
  names: true,
  addresses: true,
  patterns: [membership],
  known: [{ kind: 'name', value: 'Kim Larsen' }],
  keep: ['help@shop.example'],
});
// ---
console.log(everything.mask(`${text} Kim Larsen`));

// --- logger
const logger = maskingLogger({
  debug: (fields, message) => console.debug(message, fields),
  info: (fields, message) => console.info(message, fields),
  warn: (fields, message) => console.warn(message, fields),
  error: (fields, message) => console.error(message, fields),
});
logger.info({ to: 'kim@example.com' }, 'Sent.'); // Sent. { to: '[email]' }
// ---
