export { type NodeHandler, type NodeListenerOptions, nodeListener } from './node-listener.js';
