export { DeskrailApp } from './app/app.js';
export { DeskrailPanel } from './app/panel.js';
