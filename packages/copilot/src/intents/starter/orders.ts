import type { SeededIntent } from './starter-intent.js';

export const orders: readonly SeededIntent[] = [
  {
    name: 'order-status',
    label: 'Where is my order',
    about: 'about where your order is',
    aboutIn: {
      de: 'den Stand Ihrer Bestellung',
      fr: 'l’état de votre commande',
      es: 'el estado de su pedido',
    },
    en: `
      where is my order | where is my parcel? | where's my package right now | where is my delivery | track my order
      I would like to track my shipment | what is the status of my order | order status please | has my order shipped yet?
      has my order been sent out | my order still says processing | is my order on its way | I am still waiting for my order
      I ordered last week and have heard nothing | can you tell me how far my order is | when was my order dispatched
      my tracking number does not work | the tracking link shows no information | I need a tracking number for my order
      can you look up order number 12345 for me | I placed an order two weeks ago, where is it
      please update me on my order | no shipping confirmation so far | did you get my order | is my order confirmed
      I never got an order confirmation email | any update on my delivery | how is my order coming along
      tracking has not changed for days | has my package left the warehouse | why has my order not shipped
      what's going on with the thing I bought | status of purchase | I want to know where the item I ordered is
    `,
    de: `
      wo ist meine Bestellung | wo bleibt mein Paket | wie ist der Status meiner Bestellung | ist meine Bestellung schon unterwegs
      wurde meine Ware schon verschickt | ich warte auf meine Lieferung | Sendungsverfolgung funktioniert nicht
      ich habe letzte Woche bestellt und nichts gehört | wann wurde mein Paket versendet | Stand meiner Bestellung
    `,
    fr: `
      où est ma commande | où en est ma commande | où est mon colis | suivre ma commande | quel est le statut de ma commande
      ma commande a-t-elle été expédiée | j'attends toujours ma commande | mon numéro de suivi ne marche pas
      je n'ai pas de nouvelles de ma commande | avez-vous envoyé mon colis
    `,
    es: `
      dónde está mi pedido | dónde está mi paquete | cuál es el estado de mi pedido | han enviado ya mi pedido
      sigo esperando mi pedido | quiero rastrear mi envío | el número de seguimiento no funciona
      no tengo noticias de mi pedido | cómo va mi pedido | por dónde va mi paquete
    `,
  },
  {
    name: 'cancel-order',
    label: 'Cancel an order',
    about: 'about cancelling an order',
    aboutIn: {
      de: 'die Stornierung einer Bestellung',
      fr: 'l’annulation d’une commande',
      es: 'la cancelación de un pedido',
    },
    en: `
      cancel my order | I want to cancel my order | please cancel order 12345 | can I cancel the order I just placed
      how do I cancel an order | I ordered by mistake, please cancel | I changed my mind and want to cancel my purchase
      stop my order please | don't ship my order | please do not send it, I no longer need it | I no longer want the item I ordered
      cancel the purchase before it is shipped | I accidentally ordered twice, cancel one | is it too late to cancel
      I need to cancel what I bought an hour ago | withdraw from my order | I would like to call off my order
      take back my order, I don't want it anymore | my kid placed this order by accident | duplicate order, cancel please
      please void my order | can you stop the shipment, I ordered the wrong thing | cancel everything I ordered today
      I made a mistake with my order and want it cancelled | undo my order | cancel item from order
      it takes too long, I want to cancel the order | bought this by accident please cancel
    `,
    de: `
      Bestellung stornieren | ich möchte meine Bestellung stornieren | bitte stornieren Sie meinen Auftrag
      kann ich die Bestellung noch abbrechen | ich habe aus Versehen bestellt | bitte nicht mehr versenden
      ich möchte vom Kauf zurücktreten | Bestellung widerrufen | doppelt bestellt, bitte eine löschen
    `,
    fr: `
      annuler ma commande | je veux annuler ma commande | merci d'annuler la commande | comment annuler un achat
      j'ai commandé par erreur | est-ce trop tard pour annuler | n'envoyez pas ma commande | je ne veux plus de cet article
      je souhaite annuler mon achat
    `,
    es: `
      cancelar mi pedido | quiero cancelar mi pedido | por favor anulen el pedido | cómo cancelo una compra
      pedí por error | todavía puedo cancelar | no envíen mi pedido | ya no quiero el artículo | anular la compra
    `,
  },
  {
    name: 'change-order',
    label: 'Change an order',
    about: 'about changing an order that was placed',
    aboutIn: {
      de: 'die Änderung einer Bestellung',
      fr: 'la modification d’une commande',
      es: 'el cambio de un pedido ya hecho',
    },
    en: `
      change my order | I want to change my order | can I edit my order | can I modify an order I already placed
      change the delivery address of my order | I entered the wrong shipping address for my order
      please send my order to a different address | can you ship it to another address instead | update address on order 12345
      can I add something to my order | add another item to my order | remove one item from my order but keep the rest
      change the quantity in my order | I ordered two but need four | change the size in my order before it ships
      change the colour of the item I just ordered | I chose the wrong size when ordering, can you change it before shipping
      switch the shipping method on my order to express | upgrade my order to express delivery | I forgot to add an item
      put a different name on the order | the address on my order is wrong | I made a typo in my order's address
      combine my two orders into one shipment | delay the delivery of my order | can my order be delivered on another date
      change the pick-up point for my order | please add a gift message to my order | amend my order
    `,
    de: `
      Bestellung ändern | kann ich meine Bestellung noch ändern | falsche Lieferadresse bei der Bestellung angegeben
      bitte an eine andere Adresse liefern | ich möchte noch einen Artikel hinzufügen | Menge in der Bestellung ändern
      ich habe die falsche Größe bestellt, können Sie das vor dem Versand ändern | Lieferadresse für meinen Auftrag ändern
    `,
    fr: `
      modifier ma commande | puis-je changer ma commande | changer l'adresse de livraison de ma commande
      je me suis trompé d'adresse de livraison | ajouter un article à ma commande | changer la quantité commandée
      j'ai choisi la mauvaise taille, pouvez-vous la changer avant l'envoi
    `,
    es: `
      cambiar mi pedido | puedo modificar mi pedido | cambiar la dirección de envío de mi pedido
      puse mal la dirección de entrega | añadir un artículo a mi pedido | cambiar la cantidad del pedido
      elegí la talla equivocada, pueden cambiarla antes de enviar
    `,
  },
];
