import type { SeededIntent } from './starter-intent.js';

export const product: readonly SeededIntent[] = [
  {
    name: 'product-question',
    label: 'About a product',
    about: 'about a product',
    aboutIn: {
      de: 'ein Produkt',
      fr: 'un produit',
      es: 'un producto',
    },
    en: `
      is this in stock | when will it be back in stock | is it available in black | do you have this in size L
      what size should I order | is there a size chart | what material is it made of | what are the dimensions
      is it waterproof | is it compatible with my phone | does it fit my model | is it suitable for children
      how heavy is it | does it come with batteries | what is included in the box | how do I wash it
      is it dishwasher safe | what is the difference between the two models | can it be used outdoors | how long does the battery last
      is it vegan | where is it made | does it contain nuts | do you still sell the old version | how does it work
      can you recommend a similar product | is the picture the real colour | does it run small | which one is better for beginners
      what power does it need | is there a manual for it | how many pieces are in a pack | does the cable come with it
      is it machine washable | how high is the chair | what is the weight limit | is it made of real leather | out of stock?
    `,
    de: `
      ist der Artikel auf Lager | wann ist es wieder verfügbar | aus welchem Material ist es | welche Größe soll ich bestellen
      ist es wasserdicht | passt das zu meinem Modell | wie groß ist der Artikel | ist es spülmaschinenfest
      gibt es das auch in Schwarz
    `,
    fr: `
      est-ce en stock | quand sera-t-il de nouveau disponible | en quelle matière est-ce | quelle taille choisir
      est-ce étanche | est-ce compatible avec mon modèle | quelles sont les dimensions | passe-t-il au lave-vaisselle
      existe-t-il en noir
    `,
    es: `
      hay existencias | cuándo vuelve a estar disponible | de qué material es | qué talla debo pedir
      es resistente al agua | es compatible con mi modelo | cuáles son las medidas | lo tienen en negro
      se puede lavar en lavadora
    `,
  },
  {
    name: 'technical-problem',
    label: 'Website or app problem',
    about: 'about a problem with the website or the app',
    aboutIn: {
      de: 'ein Problem mit der Website oder der App',
      fr: 'un problème avec le site ou l’application',
      es: 'un problema con la web o la aplicación',
    },
    en: `
      the app crashes | your app does not work | the website is down | I get an error message | error code 500
      the page does not load | the website is very slow | the app freezes when I open it | a bug in your app
      the checkout page does not open | the button does not respond | I can't add anything to the cart
      the cart is empty every time | the site shows a blank page | search on your site does not work | the app won't start
      pictures do not show | I can't upload a file | the app does not update | notifications do not work
      the link in your email is broken | page not found | something went wrong, try again later | the form cannot be submitted
      the screen goes black in the app | the app keeps closing | your site does not work in Safari | it keeps loading for ever
      I can't open the download | video does not play on your site | the filter on the website is broken | sync fails
    `,
    de: `
      die App stürzt ab | die Webseite funktioniert nicht | ich bekomme eine Fehlermeldung | die Seite lädt nicht
      der Warenkorb ist immer leer | der Knopf reagiert nicht | die App startet nicht | Fehler beim Bezahlvorgang der Webseite
    `,
    fr: `
      l'application plante | le site ne fonctionne pas | j'ai un message d'erreur | la page ne se charge pas
      le panier est toujours vide | le bouton ne répond pas | l'appli ne démarre pas | un bug sur votre site
    `,
    es: `
      la aplicación se cierra | la página web no funciona | me sale un mensaje de error | la página no carga
      el carrito está siempre vacío | el botón no responde | la app no arranca | hay un fallo en su web
    `,
  },
  {
    name: 'complaint',
    label: 'Complaint',
    about: 'about a complaint',
    aboutIn: {
      de: 'eine Beschwerde',
      fr: 'une réclamation',
      es: 'una queja',
    },
    en: `
      I want to make a complaint | I want to complain about your service | your customer service is terrible
      this is unacceptable | I am very disappointed | I am extremely unhappy with your company | worst experience ever
      nobody answers my emails | I have written three times without an answer | your staff was rude to me
      I will never buy from you again | this is a disgrace | I am angry about how I was treated | let me speak to a manager
      I want to talk to your supervisor | your support is useless | such bad service | you are ignoring me
      I am fed up with you | this is the third time I contact you | I am losing my patience | awful customer support
      I have been waiting on hold for an hour | your agent hung up on me | shame on you | I will leave a bad review
      I feel cheated by your company | how can you treat customers like this | formal complaint | terrible quality, terrible service
      I expected better from you | the person on the phone was unfriendly
    `,
    de: `
      ich möchte mich beschweren | das ist eine Frechheit | Ihr Kundenservice ist furchtbar | ich bin sehr enttäuscht
      niemand antwortet auf meine E-Mails | nie wieder kaufe ich bei Ihnen | ich möchte Ihren Vorgesetzten sprechen
      so ein schlechter Service
    `,
    fr: `
      je veux faire une réclamation | c'est inadmissible | votre service client est nul | je suis très déçu
      personne ne répond à mes messages | je n'achèterai plus jamais chez vous | je veux parler à un responsable
      c'est honteux
    `,
    es: `
      quiero poner una queja | esto es inaceptable | su servicio al cliente es pésimo | estoy muy decepcionado
      nadie responde a mis correos | no vuelvo a comprar con ustedes | quiero hablar con un supervisor
      es una vergüenza
    `,
  },
];
