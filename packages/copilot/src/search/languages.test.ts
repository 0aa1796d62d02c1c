import { expect, test } from 'vitest';
import { guessLanguage } from './guess-language.js';
import { createSearchIndex } from './search-index.js';

/** One sentence on returning and one on opening hours in each language, and a question for each, in other forms of the words. */
const spoken = [
  {
    language: 'en',
    returning: ['Returning goods', 'You may send goods back within thirty days.'],
    opening: ['Opening hours', 'Our shops are open until six in the evening.'],
    asks: 'Until when can I return the goods that were sent to me?',
  },
  {
    language: 'de',
    returning: ['Waren zurückschicken', 'Bestellte Artikel schicken Sie innerhalb von dreißig Tagen zurück.'],
    opening: ['Öffnungszeiten', 'Unsere Geschäfte sind bis achtzehn Uhr geöffnet.'],
    asks: 'Wie kann ich einen bestellten Artikel zurückschicken?',
  },
  {
    language: 'fr',
    returning: ['Retourner un article', 'Les articles achetés peuvent être retournés dans les trente jours.'],
    opening: ['Horaires', 'Nos boutiques sont ouvertes jusqu’à dix-huit heures.'],
    asks: 'Comment retourner les articles que j’ai achetés ?',
  },
  {
    language: 'es',
    returning: ['Devoluciones', 'Los artículos comprados se devuelven en treinta días.'],
    opening: ['Horario', 'Nuestras tiendas abren hasta las seis de la tarde.'],
    asks: '¿Cómo puedo devolver un artículo que compré?',
  },
  {
    language: 'it',
    returning: ['Restituire un articolo', 'Gli articoli acquistati si restituiscono entro trenta giorni.'],
    opening: ['Orari', 'I nostri negozi chiudono alle diciotto.'],
    asks: 'Come posso restituire gli articoli che ho acquistato?',
  },
  {
    language: 'nl',
    returning: ['Artikelen terugsturen', 'Gekochte artikelen stuurt u binnen dertig dagen terug.'],
    opening: ['Openingstijden', 'Onze winkels sluiten om achttien uur.'],
    asks: 'Hoe kan ik een gekocht artikel terugsturen?',
  },
  {
    language: 'pt',
    returning: ['Devolver um artigo', 'Os artigos comprados são devolvidos em trinta dias.'],
    opening: ['Horário', 'As nossas lojas fecham às dezoito horas.'],
    asks: 'Como é que posso devolver os artigos que comprei?',
  },
] as const;

const index = createSearchIndex<string>();
for (const { language, returning, opening } of spoken) {
  const put = (name: string, [title, body]: readonly [string, string]) =>
    index.put(`${language}/${name}`, [{ title, heading: '', body, language, meta: `${language}/${name}` }]);
  put('returning', returning);
  put('opening', opening);
}

test.each(spoken)(
  'a question in $language finds the passage in it, in other forms of its words',
  ({ language, asks }) => {
    expect(guessLanguage(asks)).toBe(language);
    expect(index.search(asks, { limit: 3 })[0]?.meta).toBe(`${language}/returning`);
    expect(index.search(asks, { limit: 3, language })[0]?.meta).toBe(`${language}/returning`);
  },
);

test('accents may be left out', () => {
  const [plain] = index.search('devolucion de articulos comprados', { limit: 1, language: 'es' });
  expect(plain?.meta).toBe('es/returning');
});

test('text without spaces between words is found by pairs of its signs', () => {
  const eastern = createSearchIndex<string>();
  eastern.put('a', [
    { title: '返品について', heading: '', body: '商品は三十日以内に返品できます。', meta: 'returning' },
  ]);
  eastern.put('b', [{ title: '営業時間', heading: '', body: '店は午後六時まで開いています。', meta: 'opening' }]);
  eastern.put('c', [{ title: '退货', heading: '', body: '您可以在三十天内退货。', meta: 'zh-returning' }]);
  expect(eastern.search('商品を返品できますか？', { limit: 1 })[0]?.meta).toBe('returning');
  expect(eastern.search('营业时间 怎么退货？', { limit: 1 })[0]?.meta).toBe('zh-returning');
});

test('the language that was told comes first where names are the same', () => {
  const names = createSearchIndex<string>();
  for (const language of ['de', 'en'])
    names.put(language, [
      { title: 'Larch Ultralight', heading: '', body: 'Larch Ultralight, 1.9 kg', language, meta: language },
    ]);
  expect(names.search('Larch Ultralight', { limit: 2, language: 'en' })[0]?.meta).toBe('en');
  expect(names.search('Larch Ultralight', { limit: 2, language: 'de' })[0]?.meta).toBe('de');
});
