import { expect, it } from 'vitest';
import { htmlToText } from './html-to-text.js';
import { textToHtml } from './text-to-html.js';

it.each([
  ['<div>Hello,</div><div><br></div><div>where is my order?</div>', 'Hello,\n\nwhere is my order?'],
  ['<p>One</p>\n<p>Two<br/>Three</p>', 'One\n\nTwo\nThree'],
  ['a <b>bold</b>  word', 'a bold word'],
  ['Fish &amp; chips &lt;b&gt; &#8364;5 &#x41;&nbsp;B &unknown; &#0;', 'Fish & chips <b> €5 A B &unknown; \ufffd'],
  ['<style>p { color: red }</style>Text<script>if (a < b) alert("</p>")</SCRIPT > end', 'Text end'],
  ['<ul><li>One</li><li>Two</li></ul>', '- One\n- Two'],
  ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
  ['Thanks!<blockquote><p>On Monday you wrote:</p><p>Hi</p></blockquote>', 'Thanks!\n\nOn Monday you wrote:\n\nHi'],
  ['<pre>one\n  two</pre>', 'one\n  two'],
  ['<a title="a > b" href=\'x\'>link</a>', 'link'],
  ['<!-- hidden <b> -->shown<!doctype html>', 'shown'],
  ['1 < 2 and 3 > 2 <', '1 < 2 and 3 > 2 <'],
  ['an open <b tag', 'an open <b tag'],
  ['<a href="never closed>shown</a>', 'shown'],
  ['Gr&ouml;&szlig;e &frac12; &Eacute;t&eacute; soft&shy;ly &toString;', 'Größe ½ Été softly &toString;'],
  ['no markup', 'no markup'],
  ['', ''],
])('reads %j', (html, text) => {
  expect(htmlToText(html)).toBe(text);
});

// Only this thread's, where Node can tell: other tests run beside it.
const cpuUsage = (process as { threadCpuUsage?: typeof process.cpuUsage }).threadCpuUsage ?? process.cpuUsage;

it.each([
  '<',
  '<a ',
  '<a "',
  '<a "\'>',
  '<!--',
  '</',
  '&#',
  '&amp',
  '<script>',
  '<style></style',
  ' \n',
  '<pre>\n ',
  '<li>',
])('takes time that grows with the length: %j again and again', (part) => {
  const before = cpuUsage();
  htmlToText(part.repeat(Math.ceil(1_000_000 / part.length)));
  const { user, system } = cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(1500);
});

it('writes text as HTML that reads back as the same', () => {
  const text = 'Dear <Ann> & "Bob",\n\nline one\nline two\n\n\'Bye';
  expect(textToHtml(text)).toBe(
    '<p>Dear &lt;Ann&gt; &amp; &quot;Bob&quot;,</p><p>line one<br>line two</p><p>&#39;Bye</p>',
  );
  expect(htmlToText(textToHtml(text))).toBe(text);
  expect(textToHtml('\r\n \r\n')).toBe('');
});
