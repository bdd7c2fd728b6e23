import { In } from 'typeorm';
import { Message } from '../../entities/message.ts';
import type { Clock } from '../clock.ts';
import { type Db, managerOf } from '../crm/writing.ts';
import type { Logger } from '../log.ts';
import { callerNumber } from '../telephony/caller-id.ts';
import { fieldOf } from '../telephony/form.ts';
import { type Signed, twiml, type Webhook } from '../telephony/signed.ts';
import { filled } from '../words/texts.ts';
import type { Consents } from './consents.ts';
import { statusesBefore, statusOf } from './statuses.ts';
import { wishOf } from './words-back.ts';

interface TextRoutesOptions {
  db: Db;
  shopName: string;
  /** What is answered to who asks for help; `{shop}` is filled in. */
  help: string;
  consents: Consents;
  signed: Signed;
  clock: Clock;
  log: Logger;
}

const NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What people write back, and how far our texts have come. Only the carrier may tell either. */
export function createTextRoutes(options: TextRoutesOptions): Record<string, Webhook> {
  const { db, shopName, help, consents, signed, clock, log } = options;

  return {
    '/twilio/sms': signed.about('From', async (from, form) => {
      const number = callerNumber(from);
      // Where the carrier itself looks after these words it says which one it understood.
      const wish = wishOf(fieldOf(form, 'OptOutType') ?? fieldOf(form, 'Body') ?? '');
      if (number === null || wish === null) return twiml(NO_ANSWER);
      log.info({ wish }, 'texts.wishHeard');
      if (wish === 'stop') await consents.stopped(number, 'sms');
      if (wish === 'start') await consents.started(number, 'sms');
      return twiml(wish === 'help' ? answer(filled(help, { shop: shopName })) : NO_ANSWER);
    }),

    '/twilio/text-status': signed.about('MessageSid', async (messageSid, form, query) => {
      const messageId = query.get('message') ?? '';
      const status = statusOf(fieldOf(form, 'MessageStatus') ?? '');
      if (status === null || !ID.test(messageId)) return { status: 204 };
      const errorCode = fieldOf(form, 'ErrorCode');
      await managerOf(db).update(
        Message,
        { messageId, status: In(statusesBefore(status)) },
        { status, messageSid, updatedAt: new Date(clock.now()), ...(errorCode && { errorCode }) },
      );
      return { status: 204 };
    }),
  };
}

function answer(text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `<?xml version="1.0" encoding="UTF-8"?><Response><Message>${escaped}</Message></Response>`;
}
