import type { Person } from '../persona.ts';

export const hangsUp: Person = {
  kind: 'person',
  id: 'hangs-up',
  name: 'Hangs up mid-sentence',
  description: 'Sounds interested, then the line goes dead in the middle of a sentence.',
  number: '+15005550118',
  voice: 'hangs-up',
  ringMs: [2500, 4500],
  manner: {
    greetAfterMs: [900, 1200],
    thinkMs: [400, 800],
    yieldAfterMs: 9000,
    patienceMs: 6000,
    exchanges: [4, 5],
    talkMs: [40_000, 50_000],
    dropsDuring: { utterance: 3, afterMs: [900, 1600] },
  },
  opening: ['Hello, this is the Bennett family.', 'Good morning, Bennett speaking.'],
  answers: {
    'yes-no': ['Yes, that is right, but before we go on I wanted to tell you that I', 'Yes, and I have been meaning to ask you whether the'],
    'open-question': ['Well, that is hard to say, because the last time I looked at it I', 'I think the best thing would be if you could just'],
    statement: ['That is interesting, and I have also thought about it, but you know the', 'Oh, all right, I was going to say that the'],
    unclear: ['I am sorry, the line is very bad here, I think we are going into a'],
  },
  nudges: ['Hello? I think the connection is not very good, are you still'],
  goodbyes: ['Goodbye then.'],
  leaves: ['I am sorry, I have to stop here, because the'],
};
