export { announcePolicy } from './policy/announce-policy.js';
export { askPolicy } from './policy/ask-policy.js';
export { definePolicy } from './policy/define-policy.js';
