import type { SeededIntent } from './starter-intent.js';

export const returns: readonly SeededIntent[] = [
  {
    name: 'return-item',
    label: 'Return something',
    about: 'about returning something',
    aboutIn: {
      de: 'eine Rücksendung',
      fr: 'le retour d’un article',
      es: 'la devolución de un artículo',
    },
    en: `
      I want to return an item | how do I return something | how can I send this back | what is your return policy
      I need a return label | where do I send my return | can I return this | is it possible to return a sale item
      how many days do I have to return | I would like to send back the shoes | it does not fit, I want to return it
      the item is not what I expected and I want to give it back | how do I start a return | returns address please
      do I have to pay for return shipping | can I return in store | I lost the return label | print a new return slip
      return period over? | can I return opened items | return without the original box | request a return
      I don't like it, can I send it back | return my purchase | how does returning work | I'd like to give this back
      have you received my return | did my return arrive | pick up the return from my home | I want to bring it back
    `,
    de: `
      ich möchte etwas zurückschicken | wie kann ich einen Artikel zurückgeben | ich brauche ein Rücksendeetikett
      wie lange kann ich zurückgeben | Retoure anmelden | wohin muss ich die Rücksendung schicken
      es passt nicht, ich möchte es zurückgeben | kostet die Rücksendung etwas | Rückgabe im Laden möglich
    `,
    fr: `
      je veux retourner un article | comment renvoyer un produit | j'ai besoin d'une étiquette de retour
      quel est le délai de retour | où envoyer mon retour | ça ne me va pas, je veux le renvoyer | les retours sont-ils gratuits
      comment faire un retour
    `,
    es: `
      quiero devolver un artículo | cómo puedo devolver un producto | necesito una etiqueta de devolución
      cuál es el plazo de devolución | dónde envío la devolución | no me queda bien, quiero devolverlo
      la devolución es gratis | hacer una devolución en tienda
    `,
  },
  {
    name: 'refund-request',
    label: 'Refund',
    about: 'about a refund',
    aboutIn: {
      de: 'eine Erstattung',
      fr: 'un remboursement',
      es: 'un reembolso',
    },
    en: `
      I want a refund | where is my refund | when will I get my money back | I would like my money back
      please refund my order | I have not received my refund yet | how long does a refund take | refund not on my account
      I returned the item but got no refund | refund me please | I demand a full refund | my refund is too low
      you refunded the wrong amount | can I get a refund instead of a replacement | refund status | has my refund been processed
      I was promised a refund | reimburse me for the cost | I want to be reimbursed | give the money back to my card
      can you refund the shipping costs | partial refund only, why | refund went to my old card | when do I get my money
      I sent everything back and still have no money | I want compensation for the price | credit it back to my account
      the money has not been returned to me | still waiting to be paid back
    `,
    de: `
      ich möchte mein Geld zurück | wann bekomme ich meine Erstattung | wo bleibt die Rückerstattung
      bitte erstatten Sie mir den Betrag | die Rückzahlung ist noch nicht da | wie lange dauert die Erstattung
      ich habe zurückgeschickt aber kein Geld erhalten | nur ein Teil wurde erstattet
    `,
    fr: `
      je veux un remboursement | quand serai-je remboursé | où est mon remboursement | rendez-moi mon argent
      je n'ai pas encore été remboursé | combien de temps prend un remboursement | merci de me rembourser
      le montant remboursé est faux
    `,
    es: `
      quiero un reembolso | cuándo me devuelven el dinero | dónde está mi reembolso | devuélvanme el dinero
      aún no he recibido el reembolso | cuánto tarda el reembolso | por favor reembolsen mi pedido
      me devolvieron menos dinero
    `,
  },
  {
    name: 'exchange-item',
    label: 'Exchange',
    about: 'about exchanging something',
    aboutIn: {
      de: 'einen Umtausch',
      fr: 'l’échange d’un article',
      es: 'el cambio de un artículo por otro',
    },
    en: `
      I want to exchange an item | can I swap this for another size | how do I exchange something | exchange for a bigger size
      exchange for a smaller size | I need a different size | can I change it for another colour | swap it for the blue one
      do you do exchanges | I'd like to exchange my shoes | too small, can I get a larger one instead
      too big, please send me a smaller one | replace it with a different model | I want a replacement in another size
      can I trade it in for something else | exchange without a receipt | can I exchange in store | exchange policy
      I would like another one instead of this | could I get size M instead of L | can I exchange a gift
      swap the size | it is the wrong fit, could you exchange it | exchange the item for a different one
      I prefer an exchange to a refund | can you send me the other colour in exchange
    `,
    de: `
      ich möchte den Artikel umtauschen | kann ich gegen eine andere Größe tauschen | Umtausch | zu klein, eine Nummer größer bitte
      kann ich eine andere Farbe haben | wie funktioniert der Umtausch | Umtausch ohne Kassenbon | gegen ein anderes Modell tauschen
    `,
    fr: `
      je veux échanger un article | puis-je échanger contre une autre taille | comment faire un échange
      trop petit, je voudrais une taille au-dessus | échanger contre une autre couleur | échange sans ticket
    `,
    es: `
      quiero cambiar un artículo por otra talla | puedo cambiarlo por otro color | cómo hago un cambio
      es demasiado pequeño, quiero una talla más | cambio por otro modelo | hacen cambios sin ticket
    `,
  },
  {
    name: 'warranty',
    label: 'Warranty and repair',
    about: 'about warranty or a repair',
    aboutIn: {
      de: 'die Garantie oder eine Reparatur',
      fr: 'la garantie ou une réparation',
      es: 'la garantía o una reparación',
    },
    en: `
      is my product still under warranty | how long is the warranty | what does the warranty cover | warranty claim
      I want to make a warranty claim | it broke after six months, is it covered | it stopped working after a year
      does the guarantee cover this | how long is your guarantee | can you repair it | where can I get it repaired
      repair under warranty | my device is broken and I bought it last year | how do I register my warranty
      extend my warranty | I lost my warranty card | do I need the receipt for the warranty | who do I contact for repairs
      it failed within the guarantee period | spare parts for my machine | send in my device for repair
      is accidental damage covered by the guarantee | how long does a repair take | the motor gave out after some months of use
      two year guarantee | warranty expired? | the battery no longer holds its charge after a year
    `,
    de: `
      habe ich noch Garantie | wie lange ist die Garantie | Garantiefall melden | nach einem Jahr kaputt gegangen
      können Sie das reparieren | Reparatur auf Garantie | deckt die Gewährleistung das ab | wo kann ich es reparieren lassen
      Ersatzteile für mein Gerät
    `,
    fr: `
      mon produit est-il encore sous garantie | combien de temps dure la garantie | faire jouer la garantie
      tombé en panne au bout d'un an | pouvez-vous le réparer | la garantie couvre-t-elle cela | pièces de rechange
    `,
    es: `
      mi producto sigue en garantía | cuánto dura la garantía | reclamar la garantía | se estropeó después de un año
      pueden repararlo | lo cubre la garantía | piezas de repuesto | dónde puedo repararlo
    `,
  },
];
