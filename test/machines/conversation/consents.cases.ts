import { expect } from 'chai';
import type { KnownCustomer, Learned } from '../../../machines/ports/tools.ts';
import { BOOKING, MARIA, READ_BACK } from '../../kit/a-call.ts';
import { aCall } from '../../kit/a-watched-call.ts';

const texts = (given: boolean) => ({ matter: 'texts', given });
const reminders = (given: boolean) => ({ matter: 'reminders', given });
const NOTED = 'The desk has noted that, and no tool is needed for it: tell them so in a few words.';

const aCaller = (knows: KnownCustomer | null = MARIA) => aCall({ knows, answersTools: false }).answered();

/** The model uses a tool that teaches something. */
function learns(call: ReturnType<typeof aCall>, learned: Learned) {
  call.says('Please.').replies('', ['decode_vin', {}]);
  call.answers(call.executed.at(-1)?.call.id ?? '', 'decode_vin', { success: true, message: '' }, [learned]);
  return call.replies('Go on.').hearsAll();
}

describe('a caller who speaks of texts and reminder calls', () => {
  it('is understood: it is to be written down, and the model is told after their words', () => {
    const call = aCaller().says('You can text me the confirmation.');
    expect(call.consents).to.deep.equal([{ customerId: MARIA.customerId, consents: [texts(true)] }]);
    expect(
      call.requests
        .at(-1)
        ?.history.slice(-2)
        .map((item) => 'text' in item && item.text),
    ).to.deep.equal([
      'You can text me the confirmation.',
      `The caller agrees to texts about their appointments. ${NOTED}`,
    ]);
  });

  it('gives them by a yes to our question, once they have heard all of it', () => {
    for (const [question, given] of [
      ['May I text you the details?', texts(true)],
      ['Would you like a reminder call the day before?', reminders(true)],
    ] as const) {
      const call = aCaller().says('Please.').replies(`Sure. ${question}`).hearsAll().says('Yes, please.');
      expect(call.consents).to.deep.equal([{ customerId: MARIA.customerId, consents: [given] }]);
    }
  });

  it('gives nothing by any other answer, or by a yes to something else', () => {
    const answered = (question: string, answer: string) =>
      aCaller().says('Please.').replies(question).hearsAll().says(answer).consents;
    expect([
      answered('May I text you the details?', 'No, thank you.'),
      answered('May I text you the details?', 'Yes, but what does it cost?'),
      answered('May I text you the details?', 'On Friday.'),
      answered('May I text you the details? Is there anything else?', 'Yes, please.'),
      answered('Did you get our text?', 'Yes.'),
    ]).to.deep.equal([[], [], [], [], []]);
  });

  it('gives nothing by a yes to a question whose end they did not hear', () => {
    const call = aCaller().says('Please.').replies('May I text you the details?').says('Yes, please.');
    expect(call.consents).to.deep.equal([]);
  });

  it('gives by their yes what was asked last, and not the change that waits for one', () => {
    const call = aCaller().says('Book it for Tuesday at nine').replies('', ['book_appointment', BOOKING]);
    const { id = '', changeKey = '' } = call.executed.at(-1)?.call ?? {};
    const proposed: Learned = { about: 'proposed', changeKey, tool: 'book_appointment', readBack: READ_BACK };
    call.answers(id, 'book_appointment', { success: false, error: 'confirmation_required', message: '' }, [proposed]);
    call.hearsAll().says('What time was that?').replies('At nine. May I text you the details?').hearsAll();
    call.says('Yes, please.').replies('', ['book_appointment', { ...BOOKING, confirmed: true }]);
    expect([call.consents.map(({ consents }) => consents), call.executed.at(-1)?.grant.mode]).to.deep.equal([
      [[texts(true)]],
      'propose',
    ]);
  });

  it('gives nothing by a yes where we do not know them', () => {
    const call = aCaller(null).says('Please.').replies('May I text you the details?').hearsAll().says('Yes, please.');
    expect(call.consents).to.deep.equal([]);
  });

  it('can take back the one and give the other in one breath', () => {
    const call = aCaller().says("Don't call me any more, just text me instead.");
    expect(call.consents.map(({ consents }) => consents)).to.deep.equal([[texts(true), reminders(false)]]);
    expect(call.history.at(-1)).to.deep.equal({
      role: 'note',
      text: `The caller agrees to texts about their appointments. The caller wants no more calls that remind them or ask how it was. ${NOTED}`,
    });
  });

  it('is understood while a tool works, and the note follows the tool’s answer and their words', () => {
    const call = aCaller().says('Please.').replies('', ['decode_vin', {}]).says('And please remind me.');
    expect(call.consents.map(({ consents }) => consents)).to.deep.equal([[reminders(true)]]);
    call.answers(call.executed.at(-1)?.call.id ?? '', 'decode_vin', { success: true, message: '' }, []);
    expect(call.history.slice(-3).map(({ role }) => role)).to.deep.equal(['tool', 'user', 'note']);
  });

  it('is taken at their word once they have proven who they are, or have registered', () => {
    for (const about of ['verified', 'registered'] as const) {
      const call = learns(aCaller(null), { about, customer: MARIA }).says('You can text me.');
      expect(call.consents).to.deep.equal([{ customerId: MARIA.customerId, consents: [texts(true)] }]);
    }
  });

  it('whom we do not know has nothing written down for anybody', () => {
    const call = aCaller(null).says('Text me the confirmation.').replies('Sure.').hearsAll().says('Stop texting me.');
    expect(call.consents).to.deep.equal([]);
    expect(call.history.filter(({ role }) => role === 'note')).to.deep.equal([]);
  });

  it('who is locked out agrees to nothing any more, and can take back all the same', () => {
    const call = learns(aCaller(), { about: 'verification-failed', locked: true });
    call.says('Stop calling me, you can text me.');
    expect(call.consents).to.deep.equal([{ customerId: MARIA.customerId, consents: [reminders(false)] }]);
  });

  it('who is locked out gives nothing by a yes to our question either', () => {
    const call = learns(aCaller(), { about: 'verification-failed', locked: true });
    call.says('Hm.').replies('May I text you the details?').hearsAll().says('Yes, please.');
    expect(call.consents).to.deep.equal([]);
  });

  it('speaks of something else most of the time', () => {
    const call = aCaller().says('Can you remind me when my appointment is?');
    expect([call.consents, call.history.at(-1)?.role]).to.deep.equal([[], 'user']);
  });
});
