import { aDayAtFernhill } from './a-day-at-fernhill.js';
import type { ShopConversation, ShopScene, ShopText } from './conversation.js';

/** Fernhill's outlet sells on Freshdesk: other customers, the same help articles. */
const onFreshdesk: readonly (ShopConversation & { readonly desk: 'freshdesk' })[] = [
  {
    desk: 'freshdesk',
    customer: { name: 'Marta Quill', email: 'marta.quill@customer.example' },
    subject: 'Which size in the Moorland?',
    text: 'Hello, I wear a 41 in everyday shoes. Do the Moorland boots come up small, and should I take half a size larger?',
    tags: ['boots'],
    reactions: ['Then I will take 41.5 and a second insole. Thank you!'],
  },
  {
    desk: 'freshdesk',
    customer: { name: 'Ben Yarrow', email: 'ben.yarrow@customer.example' },
    subject: 'Cheaper at another shop',
    text: 'I ordered the Ridgeway boots five days ago, and another shop in Leeds now has the same model £20 cheaper. Do you refund the difference?',
    tags: ['price'],
    reactions: [
      'Here is the link: https://shop.example/ridgeway. My order is FO-48390. Does it matter that they want a discount code?',
      'A pity, but fair enough. Thanks for being clear.',
    ],
  },
  {
    desk: 'freshdesk',
    customer: { name: 'Hana Sorrel', email: 'hana.sorrel@customer.example' },
    subject: 'Gift card lost',
    text: 'I have thrown away the printed gift card that my sister bought for me. There were about £60 left on it. Is the money gone?',
    tags: ['gift-card'],
    reactions: ['She found the order number: FO-47712. Thank you so much!'],
  },
  {
    desk: 'freshdesk',
    customer: { name: 'Callum Dace', email: 'callum.dace@customer.example' },
    subject: 'Third time I ask about my refund!',
    text: 'I returned the Tarn boots three weeks ago and nobody answers me. This is the worst service I have ever had. I want my £140 back today.',
    priority: 'high',
    note: 'Parcel scanned at the warehouse on the 3rd.',
    reactions: ['I will check my account tonight.'],
  },
  {
    desk: 'freshdesk',
    customer: { name: 'Yusuf Amari', email: 'yusuf.amari@customer.example' },
    subject: 'Washing a down bag',
    text: 'Can I wash my down sleeping bag at home, and how do I get it dry again?',
    answered:
      'Hello Yusuf,\n\nyes, once a year at most: at 30 °C in a front-loading machine with a detergent for down, then four hours in the tumble dryer on low heat with three tennis balls.\n\nKind regards,\nFern',
    reactions: [],
  },
];

/** They write to the shop's number. */
const byPhone: readonly ShopText[] = [
  {
    ...{ desk: 'twilio', channel: 'sms', customer: { name: 'Rosa Penn', phone: '+15550100121' } },
    text: 'Hi, I got the mail Ready to collect. How long do you keep my order in the shop?',
    reactions: ['Great, I will come on Saturday. Are you open on Sundays too?', 'Perfect, thanks!'],
  },
  {
    ...{ desk: 'twilio', channel: 'whatsapp', customer: { name: 'Malik Osei', phone: '+15550100122' } },
    text: 'Hello! A tent pole broke on our trip. Can I repair it on the road, and what does a new segment cost?',
    media: [{ url: 'https://media.example/pole.jpg', contentType: 'image/jpeg' }],
    reactions: ['The sleeve holds! It broke in normal use, so do I get the segment for free?', 'You are the best 🙏'],
  },
  {
    ...{ desk: 'twilio', channel: 'sms', customer: { name: 'Greg Lorne', phone: '+15550100123' } },
    text: 'Where is my parcel? FO-48441. Tracking says delivered but it is not here',
    reactions: ['It was with the neighbours. Thanks', 'STOP'],
  },
  {
    ...{ desk: 'twilio', channel: 'whatsapp', customer: { name: 'Lucía Vega', phone: '+15550100124' } },
    text: 'Hola, ¿envían a España y cuánto cuesta el envío?',
    reactions: ['Muchas gracias, hago el pedido hoy.'],
  },
  {
    ...{ desk: 'twilio', channel: 'sms', customer: { name: 'Wilf Harker', phone: '+15550100125' } },
    text: 'My stove smells of gas even when the valve is closed. Is it safe to use it tonight?',
    reactions: ['OK it is outside now. Serial number EP-22817-3'],
  },
];

/** The day on three desks, in turn; whoever writes to a desk that is not there stays at home. */
export const aDayOnThreeDesks: readonly ShopScene[] = aDayAtFernhill.flatMap((scene, index) => {
  // A customer of each within the first few, the others spread over the day.
  const other = index % 2 === 0 ? onFreshdesk[index / 2] : byPhone[(index - 1) / 2];
  const together = index === 0 ? [onFreshdesk[0], byPhone[0]] : index === 1 ? [] : [other];
  return [scene, ...together.filter((one) => one !== undefined)];
});
