import { httpLog } from './http-log.ts';
import { receiveThreeDesks } from './receive-three-desks.ts';

// What stands before Next.js is what was called: its own origin says nothing of that.
const publicUrl = 'https://desk.example.com/webhooks/twilio';

export const receive = receiveThreeDesks(httpLog(process.env.DESKRAIL_TEST_LOG ?? ''), { publicUrl });
