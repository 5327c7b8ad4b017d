/** The words that the offline analysis knows. A trailing `*` stands for any ending. English, as spoken on the telephone. */

const set = (text: string) => new Set(text.trim().split(/\s+/));

export const POSITIVE_WORDS = set(`
  good great perfect excellent wonderful lovely nice thanks thank happy glad pleased love helpful brilliant fantastic awesome sure absolutely
  yes definitely appreciate appreciated easy kind clear fine cheers super amazing delighted interested`);

export const NEGATIVE_WORDS = set(`
  bad terrible awful angry annoyed annoying upset frustrated frustrating disappointed hate horrible useless rude wrong never problem broken
  complaint complain ridiculous waste scam cancel refuse unacceptable worst unhappy confused sick tired stop harassment`);

export const STOP_WORDS = set(`
  about after again agent alright because before being calling could doing every first goodbye going great hello maybe might other phone please really
  right should something still sorry sounds speak speaking takes thank thanks their there these thing things think those today understand until
  where which while would yourself`);

export const TOPICS: readonly { name: string; words: readonly string[] }[] = [
  { name: 'pricing', words: ['price*', 'pricing', 'cost*', 'how much', 'discount*', 'per month', 'expensive', 'cheap*'] },
  { name: 'product-information', words: ['feature*', 'how does it work', 'product*', 'trial', 'demo', 'tell me more'] },
  { name: 'appointment', words: ['appointment*', 'reschedul*', 'check-up', 'checkup', 'book a time', 'time slot'] },
  { name: 'billing', words: ['invoice*', 'bill', 'billing', 'charged', 'refund*', 'statement'] },
  { name: 'payment', words: ['payment*', 'pay', 'paid', 'overdue', 'due date', 'instalment*', 'installment*', 'bank transfer'] },
  {
    name: 'technical-support',
    words: ['not working', 'does not work', 'error*', 'reset', 'restart*', 'log in', 'login', 'password', 'connection', 'router'],
  },
  { name: 'delivery', words: ['deliver*', 'shipment', 'shipping', 'parcel', 'tracking'] },
  { name: 'feedback', words: ['survey', 'feedback', 'rate', 'rating', 'out of ten', 'scale from', 'recommend*'] },
  { name: 'complaint', words: ['complain*', 'unacceptable', 'ridiculous', 'manager'] },
  { name: 'cancellation', words: ['cancel*', 'end my contract', 'terminate'] },
  { name: 'callback', words: ['call me back', 'call back', 'another time', 'next week', 'call you back'] },
  { name: 'wrong-number', words: ['wrong number', 'nobody by that name', 'no one by that name', 'not here anymore'] },
  { name: 'opt-out', words: ['do not call', "don't call", 'stop calling', 'take me off', 'remove me', 'remove my number'] },
];

/** In order: the first that fits is the customer's intent. */
export const INTENTS: readonly { name: string; words: readonly string[] }[] = [
  { name: 'opt_out', words: ['do not call', "don't call me", 'stop calling', 'take me off', 'remove me', 'remove my number'] },
  { name: 'wrong_number', words: ['wrong number', 'nobody by that name', 'no one by that name'] },
  {
    name: 'speak_to_a_person',
    words: ['speak to a person', 'talk to a person', 'a real person', 'speak to a human', 'your manager', 'your supervisor'],
  },
  { name: 'cancel', words: ['cancel my', 'i want to cancel', 'like to cancel'] },
  { name: 'reschedule', words: ['reschedul*', 'another day', 'another time', 'change the time', 'move the appointment'] },
  { name: 'pricing_inquiry', words: ['how much', 'price*', 'cost*', 'pricing'] },
  { name: 'payment_arrangement', words: ['pay later', 'pay next', 'instalment*', 'installment*', 'pay on', 'payment plan'] },
  { name: 'technical_help', words: ['not working', 'does not work', "doesn't work", 'error', 'cannot log in', "can't log in", 'broken'] },
  { name: 'callback_request', words: ['call me back', 'call back later', 'call me later', 'bad time', 'in a meeting'] },
  { name: 'complaint', words: ['complain*', 'unacceptable', 'ridiculous'] },
  { name: 'confirm', words: ['i will be there', "i'll be there", 'that works', 'confirm*', 'see you then'] },
  { name: 'decline', words: ['not interested', 'no thank you', 'no thanks'] },
  { name: 'interest', words: ['tell me more', 'sounds interesting', 'interested', 'sign me up'] },
];
