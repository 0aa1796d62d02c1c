export {
  type DocumentLoader,
  type LangchainDocuments,
  type LangchainDocumentsOptions,
  langchainDocuments,
} from './documents.js';
export { langchainEmbeddings } from './embeddings.js';
export type { Hiding } from './hide-personal.js';
export { type LangchainModelOptions, langchainModel } from './model.js';
export type { Asker, DocumentFacts, ToEvidence } from './read-document.js';
export { type LangchainRetrieverOptions, type LangchainTracing, langchainRetriever } from './retriever.js';
export { type LangchainVectorStoreOptions, langchainVectorStore } from './vector-store.js';
