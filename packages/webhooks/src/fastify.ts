export {
  type FastifyLike,
  type FastifyPluginOptions,
  type FastifyRequestLike,
  fastifyHandler,
  fastifyPlugin,
} from './fastify-plugin.js';
