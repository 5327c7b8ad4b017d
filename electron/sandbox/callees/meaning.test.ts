import { describe, expect, it } from 'vitest';
import { meaningOf } from './meaning.ts';

describe('what a person takes a sentence for', () => {
  it.each([
    ['Hello, this is Robin. Am I speaking with Alex Morgan?', 'identity'],
    ['Do you know Jamie Parker, or is this number new to you?', 'know-person'],
    ['May I delete this number from our list?', 'delete-number'],
    ['Is now a good moment, or shall I leave you in peace?', 'good-moment'],
    ['Do you have two minutes to check your connection with me?', 'good-moment'],
    ['May I ask them?', 'good-moment'],
    ['Are you still there?', 'still-there'],
    ['I am sorry, I did not catch that. Could you say it again?', 'say-again'],
    ['On a scale from one to ten, how happy were you with the delivery?', 'rating'],
    ['Did your order arrive on time?', 'on-time'],
    ['What is the one thing that we should do better?', 'improvement'],
    ['Would you order from us again?', 'yes-no'],
    ['Which day suits you better, Tuesday or Thursday?', 'choose-day'],
    ['Do you prefer tomorrow morning or tomorrow afternoon?', 'choose-time'],
    ['Can you come at that time?', 'appointment'],
    ['By which day could you make a payment?', 'payment-day'],
    ['Would it help you to pay in several parts?', 'in-parts'],
    ['Did you receive it?', 'received'],
    ['Is there anything wrong with the invoice?', 'yes-no'],
    ['Is there a room that never gets warm enough in winter?', 'yes-no'],
    ['Roughly how old is your heating system?', 'how-old'],
    ['Do you own your home, or do you rent it?', 'own-or-rent'],
    ['Could you look at the box and tell me the colour of the top light?', 'colour'],
    ['Is your connection working properly at the moment?', 'working'],
    ['Does the light turn green?', 'light-green'],
    ['Would you like a free visit from one of our advisers?', 'offer'],
    ['Would you like a reminder by text message on the day?', 'reminder'],
    ['How can I help you today?', 'help'],
    ['Please unplug the power of the box, wait ten seconds, and plug it in again.', 'instruction'],
    ['The open amount is eighty four dollars.', 'price'],
    ['That is good to know.', 'statement'],
    ['Thank you very much for your time, and have a nice day.', 'farewell'],
    ['Take care, and goodbye.', 'farewell'],
    ['Why do you think so?', 'open-question'],
  ])('%s', (text, meaning) => expect(meaningOf(text)).toBe(meaning));

  it('the last question counts, and nothing means nothing', () => {
    expect(meaningOf('Did you receive it? Thank you. How can I help you today?')).toBe('help');
    expect(meaningOf('Goodbye is not what I mean. Did you receive it?')).toBe('received');
    expect(meaningOf(undefined)).toBe('unclear');
    expect(meaningOf('')).toBe('unclear');
  });
});
