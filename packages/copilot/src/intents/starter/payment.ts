import type { SeededIntent } from './starter-intent.js';

export const payment: readonly SeededIntent[] = [
  {
    name: 'payment-problem',
    label: 'Payment problem',
    about: 'about a payment that went wrong',
    aboutIn: {
      de: 'eine Zahlung, bei der etwas schiefgegangen ist',
      fr: 'un problème de paiement',
      es: 'un problema con el pago',
    },
    en: `
      my payment failed | my card was declined | payment declined | I can't pay | the payment does not go through
      I was charged twice | double charge on my card | I have been charged for something I did not buy
      you charged the wrong amount | I was overcharged | unknown charge from you on my statement
      the checkout says payment error | money was taken but there is no order | my account was debited but the order failed
      PayPal payment not working | payment is pending for days | my bank transfer has not been matched
      I paid but the order is still unpaid | you took money twice | why did you charge me | billing error
      incorrect charge on my bill | transaction failed | credit card not accepted at checkout | payment was rejected
      3D secure verification fails | I got a payment reminder although I paid | there's a charge I do not recognise
      the price charged differs from the price shown | why was more money taken than agreed
    `,
    de: `
      meine Zahlung ist fehlgeschlagen | meine Karte wurde abgelehnt | ich kann nicht bezahlen | doppelt abgebucht
      falscher Betrag abgebucht | Geld abgebucht aber keine Bestellung | PayPal funktioniert nicht
      ich habe bezahlt, trotzdem kommt eine Mahnung | unbekannte Abbuchung von Ihnen
    `,
    fr: `
      mon paiement a échoué | ma carte a été refusée | je n'arrive pas à payer | j'ai été débité deux fois
      mauvais montant prélevé | débité mais pas de commande | le paiement PayPal ne marche pas
      j'ai payé mais la commande est impayée | prélèvement inconnu
    `,
    es: `
      mi pago ha fallado | mi tarjeta fue rechazada | no puedo pagar | me cobraron dos veces | me cobraron de más
      cobraron pero no hay pedido | el pago con PayPal no funciona | pagué pero aparece como no pagado
      un cargo que no reconozco
    `,
  },
  {
    name: 'payment-methods',
    label: 'Ways to pay',
    about: 'about the ways to pay',
    aboutIn: {
      de: 'die möglichen Zahlungsarten',
      fr: 'les moyens de paiement',
      es: 'las formas de pago',
    },
    en: `
      which payment methods do you accept | what payment options are there | how can I pay | do you accept PayPal
      can I pay with credit card | do you take Visa | can I pay by invoice | can I pay on delivery | pay later possible?
      do you offer instalments | can I pay in instalments | do you take Klarna | is Apple Pay accepted | Google Pay
      can I pay with a gift card | do you accept American Express | can I use two cards for one order
      is payment by bank transfer possible | which credit cards do you accept | can I pay in dollars | which currencies
      do you take cash | direct debit possible? | can I pay with bitcoin | ways of paying | is there a financing option
      can I pay half now and half later | do you accept debit cards | how do I change my payment method
      accepted forms of payment
    `,
    de: `
      welche Zahlungsarten gibt es | kann ich mit PayPal zahlen | kann ich auf Rechnung kaufen | Ratenzahlung möglich
      nehmen Sie Kreditkarten | kann ich per Überweisung bezahlen | Zahlung per Nachnahme | wie kann ich bezahlen
    `,
    fr: `
      quels moyens de paiement acceptez-vous | puis-je payer avec PayPal | paiement en plusieurs fois
      acceptez-vous les cartes de crédit | puis-je payer par virement | comment puis-je payer | payer à la livraison
    `,
    es: `
      qué formas de pago aceptan | puedo pagar con PayPal | se puede pagar a plazos | aceptan tarjetas de crédito
      puedo pagar por transferencia | cómo puedo pagar | pago contra reembolso
    `,
  },
  {
    name: 'invoice-request',
    label: 'Invoice or receipt',
    about: 'about an invoice or a receipt',
    aboutIn: {
      de: 'eine Rechnung oder eine Quittung',
      fr: 'une facture ou un reçu',
      es: 'una factura o un recibo',
    },
    en: `
      I need an invoice | please send me the invoice | where can I find my invoice | can I get a receipt
      send me a copy of my receipt | invoice for order 12345 | I need a VAT invoice | tax invoice please
      the invoice is missing from the parcel | put my company name on the invoice | invoice with a different billing address
      correct the address on my invoice | download invoice as PDF | billing statement for my purchase
      I lost my receipt, can I get a new one | proof of purchase | receipt for my tax return | bill for my accounting department
      the invoice shows a wrong amount | add our VAT ID to the invoice | can you email me my bill | I have no invoice yet
      itemised invoice | I need the receipts for the last three months | invoice copy | a receipt for my insurance
    `,
    de: `
      ich brauche eine Rechnung | bitte senden Sie mir die Rechnung | wo finde ich meine Rechnung | Rechnung als PDF
      Rechnung mit Firmenadresse | Rechnungsadresse korrigieren | Kaufbeleg verloren | Rechnung mit Umsatzsteuer-ID
    `,
    fr: `
      j'ai besoin d'une facture | merci de m'envoyer la facture | où trouver ma facture | facture en PDF
      facture au nom de ma société | corriger l'adresse sur la facture | j'ai perdu mon ticket de caisse | facture avec TVA
    `,
    es: `
      necesito una factura | por favor envíenme la factura | dónde encuentro mi factura | factura en PDF
      factura a nombre de mi empresa | corregir la factura | he perdido el recibo | factura con IVA
    `,
  },
  {
    name: 'discount-code',
    label: 'Discounts and vouchers',
    about: 'about a discount or a voucher',
    aboutIn: {
      de: 'einen Rabatt oder einen Gutschein',
      fr: 'une remise ou un bon d’achat',
      es: 'un descuento o un vale',
    },
    en: `
      my discount code does not work | the coupon is invalid | promo code not accepted | voucher code error
      do you have a discount code | is there a promotion right now | can I get a discount | student discount
      I forgot to enter my discount code | apply the voucher to my order afterwards | how do I redeem a voucher
      my coupon expired | I never received my voucher | the welcome discount was not applied | newsletter discount
      can I combine two codes | gift card balance | my gift card does not work | where do I enter the promo code
      when does the sale start | is the offer still valid | price reduction after I bought it | price match
      the code says it was already used | 10 percent off coupon | black friday deals | bulk discount for larger orders
      loyalty points | how do I use my bonus points | do you give discounts to nurses | referral code not credited
    `,
    de: `
      mein Rabattcode funktioniert nicht | Gutschein wird nicht angenommen | haben Sie einen Rabattcode
      Gutscheincode vergessen einzugeben | wie löse ich einen Gutschein ein | gibt es Studentenrabatt | Gutschein abgelaufen
      Newsletter-Rabatt nicht erhalten
    `,
    fr: `
      mon code promo ne fonctionne pas | le bon de réduction est invalide | avez-vous un code promo
      j'ai oublié de saisir mon code de réduction | comment utiliser un bon d'achat | réduction étudiante | mon bon a expiré
      carte cadeau refusée
    `,
    es: `
      mi código de descuento no funciona | el cupón no es válido | tienen algún código promocional
      olvidé poner el código de descuento | cómo canjeo un vale | descuento para estudiantes | mi cupón ha caducado
      la tarjeta regalo no funciona
    `,
  },
  {
    name: 'subscription-cancel',
    label: 'Cancel a subscription',
    about: 'about ending a subscription',
    aboutIn: {
      de: 'das Ende eines Abonnements',
      fr: 'la fin d’un abonnement',
      es: 'la baja de una suscripción',
    },
    en: `
      cancel my subscription | I want to cancel my subscription | how do I cancel my membership | end my plan
      stop my monthly subscription | please cancel my membership | unsubscribe me from the paid plan | cancel the free trial
      I don't want it to renew | turn off automatic renewal | stop charging me every month | how do I quit the subscription
      terminate my contract | cancel premium | cancel my monthly box | I no longer need my subscription
      do not renew my plan next month | end the trial before I get charged | cancel recurring payments
      how can I get out of my contract | notice period for my subscription | I want to end my yearly plan
      pause or cancel my subscription | stop my auto-renew | my subscription was renewed though I cancelled it
      discontinue my membership | downgrade to the free plan | cancel my delivery subscription
    `,
    de: `
      Abo kündigen | ich möchte mein Abonnement kündigen | wie kündige ich meine Mitgliedschaft | automatische Verlängerung abschalten
      Probeabo beenden | Vertrag kündigen | ich will nicht, dass es sich verlängert | Kündigungsfrist
    `,
    fr: `
      résilier mon abonnement | je veux annuler mon abonnement | comment arrêter mon abonnement
      désactiver le renouvellement automatique | annuler l'essai gratuit | mettre fin à mon contrat | ne plus renouveler
    `,
    es: `
      cancelar mi suscripción | quiero darme de baja de la suscripción | cómo cancelo mi membresía
      desactivar la renovación automática | cancelar la prueba gratuita | terminar mi contrato | no quiero renovar
    `,
  },
];
