import { withRemoteAddress } from '@deskrail/webhooks';
import { httpLog } from './http-log.ts';
import { receiveThreeDesks } from './receive-three-desks.ts';

const receive = receiveThreeDesks(httpLog('https://log.example/append'));

/** As a Cloudflare worker is written. The network says who called; nobody else can set this header there. */
export default {
  fetch: (request: Request) => receive(withRemoteAddress(request, request.headers.get('cf-connecting-ip'))),
};
