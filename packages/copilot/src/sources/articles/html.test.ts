import { describe, expect, test } from 'vitest';
import { expectLinear } from '../../../test/expect-linear.js';
import { htmlArticle } from './html.js';

const page = `<!doctype html>
<html lang="en-GB">
<head>
  <title>Returning an item – Tent &amp; Trail</title>
  <link rel="canonical" href="https://shop.example/help/returns">
  <meta name="scope" content="staff, tenant:acme">
  <style>p { color: red }</style>
  <script>document.write("<p>Not an article</p>")</script>
</head>
<body>
  <header><a href="/">Tent &amp; Trail</a></header>
  <nav><ul><li>Home</li><li>Basket</li></ul></nav>
  <main>
    <h1>Returning an item</h1>
    <p>You can return any item within
       30&nbsp;days of <b>delivery</b>.</p>
    <h2>What you need</h2>
    <ul><li>The label</li><li><p>The parcel, <em>closed</em></p></li></ul>
    <ol start="3"><li>Print it<li>Hand it in</ol>
    <table><tr><th>Country<th>Days</tr><tr><td><p>Norway</p></td><td>5</td></tr></table>
    <p hidden>Draft: ask Robin.</p>
    <form><label>Was this helpful?</label><button>Yes</button></form>
    <p>Line one<br>line two<br><br>Another paragraph</p>
    <pre>
code  stays
  as it is</pre>
    <footer>Updated yesterday</footer>
  </main>
  <aside>Related articles</aside>
  <footer>All rights reserved</footer>
</body></html>`;

describe('an HTML page', () => {
  const article = htmlArticle(page, 'returns.html');

  test('is what a reader of the article sees, and nothing around it', () => {
    expect(article.text).toBe(`Returning an item

You can return any item within 30 days of delivery.

What you need
- The label
- The parcel, closed
3. Print it
4. Hand it in

- Country: Norway; Days: 5

Line one
line two

Another paragraph

code  stays
  as it is`);
  });

  test.each([
    [
      '<tr><th>Service<th>Time<th>Cost<tr><td>Express<td>1 day<td>£8<tr><td>Post<td><td>£4',
      '- Service: Express; Time: 1 day; Cost: £8\n- Service: Post; Cost: £4',
    ],
    ['<thead><tr><th></th><th>Cost:</th></tr></thead><tr><th>Post</th><td>£4</td></tr>', '- Post; Cost: £4'],
    ['<tr><th>Post:</th><td>£4</td><td>3 days</td></tr>', '- Post: £4; 3 days'],
    ['<tr><th>A</th><th>B</th></tr><tr><td colspan="2">Both are sold out.</td></tr>', 'Both are sold out.'],
    ['<tr><td>One<br><br>Two</td><td></td></tr>', 'One\n\nTwo'],
    [`<tr><td>${'Long words. '.repeat(6)}</td><td>Aside</td></tr>`, `${'Long words. '.repeat(6)}| Aside`],
    ['<tr><td>One</td><td><ul><li>Two</li></ul></td></tr>', 'One |\n- Two'],
  ])('tells a table’s rows as a person would: %s', (rows, told) => {
    expect(htmlArticle(`<table>${rows}</table>`, 'table.html').text).toBe(told);
  });

  test('says its title, address, language and scopes', () => {
    expect(article).toMatchObject({
      title: 'Returning an item',
      url: 'https://shop.example/help/returns',
      language: 'en',
      scope: ['staff', 'tenant:acme'],
    });
  });

  test('is cut into passages under their headings, at exact positions', () => {
    expect(article.passages.map(({ heading, start, end }) => [heading, article.text.slice(start, end)])).toEqual([
      ['', 'You can return any item within 30 days of delivery.'],
      ['What you need', article.text.slice(article.text.indexOf('- The label'))],
    ]);
  });
});

test('a fragment, as help centres export it, is an article as well', () => {
  const article = htmlArticle('<p>Press <b>both</b> buttons &amp; wait.</p><div>Then let <i>go</i>.</div>', 'Reset');
  expect(article).toMatchObject({ title: 'Reset', text: 'Press both buttons & wait.\n\nThen let go.', scope: [] });
});

test('an article without a main part around it counts alone', () => {
  const html = '<div>Cookie notice</div><article><header><h1>Tents</h1></header><p>They keep dry.</p></article>';
  expect(htmlArticle(html, 'x').text).toBe('Tents\n\nThey keep dry.');
});

test.each([
  ['unclosed elements', '<p>One<p>Two<ul><li>Three'],
  ['a stray end', '</div></p>One<b>Two</i>Three'],
  ['a comment that never ends', 'One <!-- Two'],
  ['half a tag', 'One <a href="'],
  ['nothing', ''],
])('%s are read as far as they go', (_, html) => {
  const { text, passages } = htmlArticle(html, 'x');
  for (const { start, end } of passages) expect(text.slice(start, end).trim()).not.toBe('');
});

test('what is nested deeper than any article is refused before it is read through', () => {
  expect(() => htmlArticle('<b>'.repeat(300_000) + '</i>'.repeat(300_000), 'x')).toThrow('nested deeper');
});

test.each(['<', ' ', '<p>', '&', '<!--', 'a<br>', '<td>', '|\n', '</p>'])(
  'takes no more than the length of the text: %j',
  (piece) =>
    expectLinear(600_000, (size) => {
      try {
        htmlArticle(piece.repeat(Math.floor(size / piece.length)), 'x');
      } catch (error) {
        expect((error as Error).message).toContain('nested deeper');
      }
    }),
);
