import type { Language } from '../search/stop-words.js';

/** What people write to a desk in a word or two, where letters alone leave the language open. */
const words: Readonly<Record<Language, string>> = {
  en: `hello hi hey thanks thank please help refund invoice order orders delivery shipping password login account cancel
    cancelled cancellation subscription broken damaged missing late return returns payment receipt support question problem
    issue error yes yeah okay reset tracking parcel package address change update urgent warranty discount`,
  de: `hallo danke bitte hilfe rechnung bestellung lieferung versand passwort anmeldung konto stornieren storno kündigung
    kündigen abo kaputt beschädigt fehlt verspätet rücksendung retoure erstattung zahlung quittung frage problem fehler ja
    nein zurücksetzen paket adresse ändern dringend garantie gutschein guten tag moin servus`,
  fr: `bonjour bonsoir merci aide facture commande livraison expédition connexion compte annuler annulation abonnement cassé
    endommagé manquant retard retour remboursement rembourser paiement reçu problème erreur oui colis adresse changer
    garantie réduction salut svp`,
  es: `hola gracias favor ayuda factura pedido envío entrega contraseña cuenta cancelar cancelación suscripción roto dañado
    falta tarde devolución reembolso pago recibo pregunta duda sí paquete dirección cambiar urgente garantía descuento buenos
    buenas días tardes`,
  it: `ciao buongiorno buonasera grazie aiuto fattura ordine consegna spedizione accesso conto annullare abbonamento rotto
    danneggiato manca ritardo reso rimborso pagamento ricevuta domanda errore sì pacco indirizzo cambiare garanzia sconto`,
  nl: `hallo hoi bedankt dank alstublieft hulp factuur bestelling levering verzending wachtwoord inloggen rekening annuleren
    opzeggen abonnement kapot beschadigd ontbreekt vertraagd retour terugbetaling betaling bon vraag probleem fout ja nee
    pakket adres wijzigen dringend garantie korting goedemiddag`,
  pt: `olá oi obrigado obrigada ajuda fatura pedido entrega envio senha conta cancelar cancelamento assinatura quebrado
    danificado falta atraso devolução reembolso pagamento recibo pergunta erro sim pacote encomenda endereço alterar urgente
    garantia desconto bom dia boa tarde`,
};

const languagesOf = new Map<string, readonly Language[]>();
for (const [language, list] of Object.entries(words) as [Language, string][]) {
  for (const word of list.split(/\s+/)) languagesOf.set(word, [...(languagesOf.get(word) ?? []), language]);
}

/** The languages in which people use a word at a desk; accents count. */
export const tellingFor = (word: string): readonly Language[] => languagesOf.get(word) ?? [];
