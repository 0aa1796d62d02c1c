import { DeskrailApp } from './index.js';

// From the script, as the page's policy allows no style in the document.
const page = new CSSStyleSheet();
page.replaceSync('body { margin: 0 }');
document.adoptedStyleSheets.push(page);
document.body.append(new DeskrailApp());
