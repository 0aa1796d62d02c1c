/**
 * Messages for measuring the starter intents, in the manner of e-mails and chats. They were written before the starter's own phrases,
 * and are never trained on. A line is `intent: text`; `none` is what no starter intent covers.
 */
export const starterTexts = `
order-status: Hi there, I ordered a pair of trainers nine days ago (order 48213) and haven't heard a thing since. Where are they?
order-status: could you check whats happening with my parcel pls
order-status: The tracking page hasn't updated since Monday. Has it even left your warehouse?
order-status: Good morning, may I ask for an update regarding purchase no. A-7731?
order-status: any news on my shipment
delivery-time: If I order today, will it be here before Saturday? It's a birthday present.
delivery-time: How many days does it usually take to get something to Ireland?
delivery-time: what's the fastest shipping option you have and how quick is it
delivery-time: Roughly when could I expect the sofa to be delivered if I buy it this week?
delivery-time: do you dispatch on weekends and how long does standard post take
delivery-problem: The courier says it was handed over yesterday at 2pm but nobody here got anything.
delivery-problem: My parcel was supposed to come on the 4th and it is now the 11th. Still nothing at the door.
delivery-problem: Driver left the box at some neighbour's house, no idea which one, please sort this out
delivery-problem: It says undeliverable and on its way back to you even though I was home all day
delivery-problem: I think my package got lost in the mail
damaged-item: Opened the box this morning and the vase was in pieces.
damaged-item: The screen has a big scratch across it straight out of the packaging
damaged-item: Sadly one leg of the chair is bent and the fabric is ripped, it must have happened in transit.
damaged-item: my kettle arrived dented and leaks from the bottom
damaged-item: Two of the six glasses were smashed on arrival. I can send pictures.
wrong-item: I asked for the blue one in medium and you sent me a red one in XL.
wrong-item: There's somebody else's stuff in my box! I ordered a lamp, not a toaster.
wrong-item: You've shipped the 2 metre cable, I paid for the 5 metre one
wrong-item: this isnt the book i bought
wrong-item: Received completely different shoes from the ones on my receipt
return-item: The jacket doesn't suit me. What do I need to do to send it back to you?
return-item: Hello, I'd like to return a coat, it is unworn with tags. Do I get a label?
return-item: how many days do i have to bring something back if i change my mind
return-item: Where should I post the unwanted headphones to?
return-item: is it ok to hand in a return at one of your shops instead of posting it
refund-request: I sent the boots back three weeks ago and the money still isn't in my account.
refund-request: please give me my money back
refund-request: When will I be reimbursed for the lamp I returned on the 2nd?
refund-request: I want a full refund for this, I'm not interested in a voucher.
refund-request: you only paid back half of what i spent, wheres the rest
exchange-item: These are too tight, can I swap them for a size 43?
exchange-item: Would it be possible to have the black version instead of the white one I received? I'd send this one back.
exchange-item: how does an exchange work with you guys, i need one size smaller
exchange-item: I'd rather trade it for a different colour than get my cash back
exchange-item: Can you replace the dress with a 12? The 10 is too small.
cancel-order: I placed an order ten minutes ago by mistake, please stop it before it ships.
cancel-order: Changed my mind about order 9912 - can you call it off?
cancel-order: Please cancel, I found it cheaper elsewhere.
cancel-order: i bought the same thing twice by accident, remove one of the two orders
cancel-order: Is it still possible to withdraw my purchase from last night?
change-order: I typed the wrong house number, it should be 14b not 41. Can you correct it on my order before it goes out?
change-order: Can I still add a second pillow to what I ordered this morning?
change-order: please make that three instead of two on order 5519
change-order: I need the parcel to go to my office instead of home, it has not been sent yet
change-order: Forgot to pick gift wrap at checkout, could you put it on the order?
payment-problem: My Mastercard keeps being rejected at checkout even though there's enough money on it.
payment-problem: I see two identical debits of 59.90 on my bank statement for one purchase!
payment-problem: it says payment could not be processed every time i hit buy
payment-problem: The money left my account but the site says the order is unpaid.
payment-problem: Why was I billed 12 pounds more than the total shown?
payment-methods: Can I pay by bank transfer?
payment-methods: do you take amex
payment-methods: Is buying on instalments possible, or with Apple Pay?
payment-methods: I don't own a credit card. What other ways to pay are there?
payment-methods: is it possible to pay cash when it's delivered
invoice-request: Our accountant needs the bill for last month's purchase with the company's VAT number on it.
invoice-request: could u email me a pdf receipt
invoice-request: I never received an invoice for order 20-5541, please send one.
invoice-request: Where can I download proof of purchase for my expenses claim?
invoice-request: The invoice has our old company name, please reissue it
discount-code: The 10% newsletter voucher doesn't do anything when I enter it in the basket.
discount-code: any promo codes going at the moment?
discount-code: Do you have a student discount?
discount-code: It says my coupon has expired but the mail said it is good until the 30th
discount-code: I forgot to put in my voucher, can you take it off the price afterwards?
account-access: I can't get in, it keeps telling me the password's wrong.
account-access: the reset email never comes
account-access: My profile is locked after too many attempts, help!
account-access: I lost the phone with the authenticator app so I can't sign in any more
account-access: I no longer have the address I registered with and now I can't log on
account-change: I got married, how do I change my surname in my profile?
account-change: please update the phone number you have on file for me
account-change: We moved. New address is 5 Mill Lane, please save this for the future.
account-change: I'd like a different email on my account
account-change: where do i edit my personal details
account-deletion: Please erase all the data you hold about me.
account-deletion: i dont want to have an account with you anymore, take it down
account-deletion: Under the GDPR I request that you remove my personal information.
account-deletion: how can I close my profile for good?
account-deletion: Delete me from your systems and confirm in writing
subscription-cancel: I do not want my monthly coffee box to renew next month.
subscription-cancel: how do i get out of the premium plan
subscription-cancel: Please end my membership as of the end of this billing period.
subscription-cancel: I forgot to cancel the free trial, please stop it
subscription-cancel: Turn off auto-renewal please
warranty: My blender died after fourteen months. Is that still covered?
warranty: how long is the guarantee on your watches
warranty: The zip gave up after half a year of normal use, would you mend it for free?
warranty: I need to make a claim under the two year warranty for my drill
warranty: Who repairs the coffee machine if it fails within the guarantee period?
product-question: Does this charger work with the older model too?
product-question: Is the grey rug coming back in stock?
product-question: Can the jacket go in the tumble dryer?
product-question: how tall is the bookshelf and will it hold 40 kilos
product-question: Is the soap free of palm oil?
technical-problem: Your app closes itself as soon as I open the basket.
technical-problem: I keep getting error 502 on the site
technical-problem: The checkout button does nothing in Firefox
technical-problem: The page stays blank after the last update of the app on my Android phone
technical-problem: the images on your website dont load for me
complaint: I have never been treated as rudely as by the man on your hotline today.
complaint: This is the third time I'm writing and no one cares. Awful service.
complaint: I'm really disappointed with how your team has handled this.
complaint: honestly the worst shop i ever bought from
complaint: I'd like to lodge a formal complaint about your staff.
order-status: Guten Tag, ich warte seit einer Woche auf meine Bestellung 4471. Wie ist der Stand?
delivery-problem: Laut Sendungsverfolgung zugestellt, aber bei uns ist kein Paket angekommen.
damaged-item: Die Tasse kam leider zerbrochen an.
return-item: Wie kann ich die Schuhe zurückschicken? Sie passen mir nicht.
refund-request: Wann bekomme ich mein Geld wieder?
cancel-order: Bitte stornieren Sie meinen Auftrag von heute früh.
account-access: Ich komme nicht mehr in mein Konto, Passwort vergessen.
invoice-request: Könnten Sie mir die Rechnung als PDF schicken?
payment-methods: Kann ich bei Ihnen auf Raten zahlen?
warranty: Nach einem Jahr ist der Mixer kaputt, greift da noch die Garantie?
order-status: Bonjour, où en est ma commande 88123 s'il vous plaît ?
delivery-problem: Le colis est indiqué comme livré mais je n'ai rien reçu.
damaged-item: L'assiette est arrivée cassée en deux.
return-item: Je voudrais renvoyer cette robe, comment dois-je faire ?
refund-request: Quand est-ce que je serai remboursée ?
cancel-order: Je souhaite annuler l'achat que j'ai fait hier soir.
account-access: Impossible de me connecter, mon mot de passe n'est pas accepté.
discount-code: Mon code de réduction ne marche pas.
order-status: Hola, ¿me pueden decir por dónde va mi pedido?
delivery-problem: Pone que está entregado y a mí no me ha llegado nada.
wrong-item: Me habéis mandado otro color distinto al que pedí.
return-item: Quiero devolver unos pantalones, ¿cómo lo hago?
refund-request: Todavía no me habéis devuelto el dinero.
cancel-order: Necesito anular la compra que hice esta mañana.
payment-problem: Me habéis cobrado dos veces lo mismo.
account-deletion: Quiero que borren todos mis datos.
none: Are you hiring at the moment? I'd love to work in one of your shops.
none: What's the capital of Australia?
none: Hello
none: Thanks so much, that solved it. Have a lovely weekend!
none: We offer SEO services that will bring your website to the first page of Google.
none: Write me a poem about autumn
none: I'm a journalist working on a piece about high street retail, whom may I talk to?
none: Is it going to rain in Leeds tomorrow?
none: lol ok
none: Can you recommend a good restaurant near the station?
none: My son needs help with his maths homework: what is 7 times 12?
none: Would your company sponsor our local football club this season?
none: How do I renew my passport?
none: I would like to book a table for four on Friday.
none: who won the match last night
none: Congratulations, you have been selected to receive a prize, click here!
none: are you a robot
none: The meeting has been moved to 3pm, see you in room 4.
none: How many calories are there in a banana?
none: Please find attached my CV for the position of store manager.
none: Set an alarm for six in the morning
none: What do you think about the election?
none: Where did you grow up?
none: My flight is at noon, which gate do I go to?
none: i feel a bit lonely today
none: Translate good night into Italian
none: Could I interview your founder for my podcast?
none: What time is it in Tokyo?
none: Out of office: I am away until the 14th and will read your message when I'm back.
none: asdf asdf asdf
none: Do vaccines have side effects?
none: Play some jazz
none: How do I fix a flat tyre on my bike?
none: Dear sir or madam, we are a manufacturer of cardboard boxes and wish to become your supplier.
none: Wie wird das Wetter morgen in Berlin?
none: Vielen Dank und schönes Wochenende!
none: Qui a gagné le match hier soir ?
none: ¿Cuál es la capital de Francia?
`
  .trim()
  .split('\n')
  .map((line) => {
    const colon = line.indexOf(': ');
    return { intent: line.slice(0, colon), text: line.slice(colon + 2) };
  });

/** Messages that ask for two things at once. */
export const starterPairs: readonly { readonly text: string; readonly intents: readonly [string, string] }[] = [
  ...[
    ['Where is my order? Also, can you send me the invoice?', 'order-status', 'invoice-request'],
    ['Please cancel my order and delete my account.', 'cancel-order', 'account-deletion'],
    ["The mug came broken. And by the way, my voucher code didn't work at checkout.", 'damaged-item', 'discount-code'],
    [
      'I cannot log in to my account. I also want to know whether you accept PayPal.',
      'account-access',
      'payment-methods',
    ],
    ['How do I return this shirt? And when do I get my money back?', 'return-item', 'refund-request'],
    ['I was charged twice. Besides, the parcel never arrived.', 'payment-problem', 'delivery-problem'],
    [
      'Can I change the delivery address of my order? And do you have a student discount?',
      'change-order',
      'discount-code',
    ],
    ['The app keeps crashing, and please stop my subscription.', 'technical-problem', 'subscription-cancel'],
    ["You sent me the wrong colour. Your service is awful, I'm very disappointed.", 'wrong-item', 'complaint'],
    ['Is the kettle still under warranty? Also where can I download the receipt?', 'warranty', 'invoice-request'],
  ].map(([text, one, other]) => ({ text: text as string, intents: [one as string, other as string] as const })),
];
