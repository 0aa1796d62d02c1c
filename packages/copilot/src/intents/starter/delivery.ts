import type { SeededIntent } from './starter-intent.js';

export const delivery: readonly SeededIntent[] = [
  {
    name: 'delivery-time',
    label: 'Delivery times and costs',
    about: 'about how long delivery takes',
    aboutIn: {
      de: 'die Dauer einer Lieferung',
      fr: 'le délai de livraison',
      es: 'el plazo de entrega',
    },
    en: `
      how long does delivery take | how long is shipping | what are your delivery times | how many days until it arrives if I order now
      when will it arrive if I order today | how fast do you ship | do you offer express delivery | is next day delivery possible
      what are the shipping options | how much is shipping | what does delivery cost | is shipping free
      do you ship to Canada | do you deliver abroad | can you deliver to my country | how long does international shipping take
      do you deliver on Saturdays | estimated delivery time for this product | can it be here by Friday
      would I get it before Christmas if I order this week | what is the usual delivery time | how long do you need to ship
      do you deliver to islands | delivery time for furniture | how soon can I get it | when could you deliver
      standard shipping duration | how quickly is an order sent | which carrier do you use | do you ship to a post office box
      how many working days does shipping take | do you offer same day delivery
    `,
    de: `
      wie lange dauert die Lieferung | wie lange ist die Lieferzeit | was kostet der Versand | liefern Sie nach Österreich
      gibt es Expressversand | wann kommt es an, wenn ich heute bestelle | liefern Sie auch am Samstag | ist der Versand kostenlos
    `,
    fr: `
      combien de temps prend la livraison | quels sont les délais de livraison | combien coûte la livraison
      livrez-vous en Belgique | y a-t-il une livraison express | si je commande aujourd'hui, quand vais-je le recevoir
      livrez-vous le samedi
    `,
    es: `
      cuánto tarda el envío | cuáles son los plazos de entrega | cuánto cuesta el envío | envían a México
      hay envío urgente | si pido hoy, cuándo llega | entregan los sábados | el envío es gratis
    `,
  },
  {
    name: 'delivery-problem',
    label: 'Delivery went wrong',
    about: 'about a delivery that went wrong',
    aboutIn: {
      de: 'eine Lieferung, bei der etwas schiefgegangen ist',
      fr: 'un problème de livraison',
      es: 'un problema con la entrega',
    },
    en: `
      my package never arrived | my parcel has not arrived | I did not receive my order | I haven't received anything
      it says delivered but I have not got it | marked as delivered but nothing is here | tracking says delivered, no parcel
      my parcel is lost | I think the courier lost my package | my package was stolen from the porch | package missing
      my delivery is late | the delivery is a week overdue | it should have arrived days ago | delivery delayed again
      the driver did not ring the bell | the courier left it at the wrong house | delivered to the wrong address
      delivered to a neighbour I don't know | the driver threw the parcel over the fence | nobody came although I waited all day
      the parcel was returned to sender | delivery attempt failed | missed delivery, what now | courier never showed up
      part of my order is missing | only one of two boxes came | an item is missing from my package | the box was empty
      package stuck in customs | the pick-up shop does not have my parcel | expected delivery date has passed
      still not here, it was due last week | somebody else signed for my parcel
    `,
    de: `
      mein Paket ist nicht angekommen | laut Status zugestellt, aber ich habe nichts bekommen | Paket verloren gegangen
      die Lieferung ist zu spät | der Fahrer hat nicht geklingelt | beim falschen Nachbarn abgegeben | ein Teil der Lieferung fehlt
      das Paket ging zurück an den Absender | ich habe meine Ware nie erhalten | Lieferung verspätet
    `,
    fr: `
      mon colis n'est jamais arrivé | le suivi dit livré mais je n'ai rien reçu | colis perdu | la livraison est en retard
      le livreur n'a pas sonné | livré à la mauvaise adresse | il manque un article dans mon colis
      le colis a été retourné à l'expéditeur | je n'ai pas reçu ma commande
    `,
    es: `
      mi paquete no ha llegado | dice entregado pero no he recibido nada | paquete perdido | la entrega va con retraso
      el repartidor no llamó al timbre | lo entregaron en otra dirección | falta un artículo en el paquete
      el paquete fue devuelto al remitente | nunca recibí mi pedido
    `,
  },
  {
    name: 'damaged-item',
    label: 'Damaged on arrival',
    about: 'about something that came damaged',
    aboutIn: {
      de: 'einen Artikel, der beschädigt angekommen ist',
      fr: 'un article arrivé endommagé',
      es: 'un artículo que llegó dañado',
    },
    en: `
      my item arrived damaged | the product came broken | it was broken when I opened the box | the glass is cracked
      received a damaged package | the parcel was crushed and the contents are broken | it has scratches all over
      the item is defective out of the box | it arrived with a dent | the plate was shattered | one part is snapped off
      the shirt has a hole in it | the fabric is torn | there is a stain on the new dress | it came dirty and used
      the bottle leaked in the package | the item I received is faulty | brand new and does not turn on
      it was damaged during shipping | smashed on delivery | the box was wet and everything inside is ruined
      the handle was broken off when it came | the mirror arrived in pieces | the lid is cracked | the corner is chipped
      got a broken one, can I send photos | item arrived in bad condition | the new phone arrived with a cracked display
      the table has a scratch from transport | the seal was open and it is spoiled
    `,
    de: `
      der Artikel kam beschädigt an | die Ware ist kaputt angekommen | das Glas war zerbrochen | das Paket war zerdrückt
      die Verpackung war offen und der Inhalt beschädigt | es hat einen Kratzer | der Stoff ist gerissen | defekt geliefert
    `,
    fr: `
      l'article est arrivé endommagé | le produit est arrivé cassé | le verre était brisé | le colis était écrasé
      il y a une rayure sur l'écran | le tissu est déchiré | reçu défectueux | abîmé pendant le transport
    `,
    es: `
      el artículo llegó dañado | el producto llegó roto | el cristal estaba roto | el paquete venía aplastado
      tiene un arañazo | la tela está rasgada | llegó defectuoso | se rompió en el transporte
    `,
  },
  {
    name: 'wrong-item',
    label: 'Wrong item received',
    about: 'about getting something else than you ordered',
    aboutIn: {
      de: 'einen Artikel, den Sie nicht bestellt haben',
      fr: 'un article que vous n’avez pas commandé',
      es: 'un artículo que no pidió',
    },
    en: `
      I received the wrong item | you sent me the wrong product | this is not what I ordered | I got a different item
      wrong size was sent | you sent the wrong colour | I ordered black and received white | I ordered a large and got a small
      the package contains something I never ordered | I got someone else's order | my parcel was mixed up with another customer's
      the wrong model was delivered | incorrect item delivered | instead of the blue shirt there was a green one in the box
      I received another product than the one on my invoice | it's a different brand than what I bought
      you mixed up my order | not the right item | you delivered the wrong version | the item does not match my order
      there was a completely different thing inside | I got two left shoes | wrong book in the envelope
      I received items I did not order | the article number is not the one I ordered | you have sent me the wrong pair
    `,
    de: `
      ich habe den falschen Artikel bekommen | falsche Größe geliefert | falsche Farbe geschickt | das habe ich nicht bestellt
      Sie haben mir etwas anderes geschickt | im Paket war die Bestellung von jemand anderem | falsches Modell erhalten
    `,
    fr: `
      j'ai reçu le mauvais article | vous m'avez envoyé la mauvaise taille | ce n'est pas ce que j'ai commandé
      mauvaise couleur reçue | j'ai reçu la commande de quelqu'un d'autre | ce n'est pas le bon modèle
    `,
    es: `
      recibí el artículo equivocado | me enviaron la talla equivocada | no es lo que pedí | me mandaron otro color
      recibí el pedido de otra persona | no es el modelo correcto | me ha llegado un producto distinto
    `,
  },
];
