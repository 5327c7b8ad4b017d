import fc from 'fast-check';
import twilio from 'twilio';
import { describe, expect, test } from 'vitest';
import { TwimlError, flag, method, number, parseTwiml, spokenText, text } from './twiml.ts';
import { XmlError, parseXml } from './xml.ts';

describe('reading TwiML', () => {
  test('verbs, nouns, attributes and text, with entities resolved', () => {
    const { verbs, warnings } = parseTwiml(
      `<?xml version="1.0" encoding="UTF-8"?><!-- hi -->
       <Response>
         <Say voice='alice'>Tom &amp; Ann&#39;s <![CDATA[<shop>]]></Say>
         <Connect><Stream url="wss://h/p"><Parameter name="a" value="&lt;1&gt;"/></Stream></Connect>
       </Response>`,
    );
    expect(warnings).toEqual([]);
    expect(verbs.map(({ name }) => name)).toEqual(['Say', 'Connect']);
    expect(spokenText(verbs[0] ?? parseXml('<x/>'))).toBe("Tom & Ann's <shop>");
    expect(verbs[1]?.children[0]?.children[0]?.attributes).toEqual({ name: 'a', value: '<1>' });
  });

  test('speech mark-up is spoken, not a warning', () => {
    const { verbs, warnings } = parseTwiml('<Response><Say>One <break/><emphasis>two</emphasis> three</Say></Response>');
    expect(warnings).toEqual([]);
    expect(spokenText(verbs[0] ?? parseXml('<x/>'))).toBe('One two three');
  });

  test('what the schema does not know is left out with a warning', () => {
    const { verbs, warnings } = parseTwiml('<Response><Dance/><Pause lenght="3"/><Connect><Say>x</Say></Connect></Response>');
    expect(verbs.map(({ name, children }) => [name, children.length])).toEqual([
      ['Pause', 0],
      ['Connect', 0],
    ]);
    expect(warnings).toHaveLength(3);
  });

  test.each([
    '',
    'hello',
    '<Response>',
    '<Response></response>',
    '<response/>',
    '<Response/><Response/>',
    '<!DOCTYPE x [<!ENTITY a "b">]><Response>&a;</Response>',
    '<Response><Say>&unknown;</Say></Response>',
    '<Response><Say>a & b</Say></Response>',
    '<Response><Say voice=alice/></Response>',
    '<Response><Say voice="a" voice="b"/></Response>',
    '<Response><Say voice="a"loop="1"/></Response>',
    '<Response><Say>&#0;</Say></Response>',
    '<Response><Say>&#xD800;</Say></Response>',
    `${'<Response>'.repeat(100)}${'</Response>'.repeat(100)}`,
  ])('%j is no document', (source) => {
    expect(() => parseTwiml(source)).toThrow(TwimlError);
  });

  test('attributes have forms and defaults', () => {
    const [verb] = parseTwiml('<Response><Gather timeout="7" numDigits="x" bargeIn="false" method="get"/></Response>').verbs;
    if (!verb) throw new Error('no verb');
    expect([number(verb, 'timeout', 5), number(verb, 'numDigits', 0), number(verb, 'maxSpeechTime', 9)]).toEqual([7, 0, 9]);
    expect([flag(verb, 'bargeIn', true), flag(verb, 'actionOnEmptyResult', false)]).toEqual([false, false]);
    expect([method(verb), text(verb, 'action'), text(verb, 'constructor')]).toEqual(['GET', undefined, undefined]);
  });

  test('reads what the official library writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), fc.string({ unit: 'grapheme-ascii' }), (words, value) => {
        const response = new twilio.twiml.VoiceResponse();
        response.say(words);
        response.connect().stream({ url: 'wss://h/p' }).parameter({ name: 'v', value });
        const { verbs, warnings } = parseTwiml(response.toString());
        expect(warnings).toEqual([]);
        expect(verbs[0]?.text).toBe(words.trim());
        expect(verbs[1]?.children[0]?.children[0]?.attributes['value']).toBe(value);
      }),
    );
  });

  test('whatever comes, the reader throws nothing but its own error', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '</',
      '/>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '&',
      ';',
      '#',
      'x',
      '"',
      "'",
      '=',
      ' ',
      'Response',
      'Say',
      '\0',
      '&#',
      '__proto__',
    );
    const soup = fc.array(fc.oneof(piece, fc.string({ maxLength: 4, unit: 'binary' })), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(soup, (source) => {
        try {
          parseTwiml(`<Response>${source}</Response>`);
          parseTwiml(source);
        } catch (error) {
          expect(error).toBeInstanceOf(TwimlError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('attribute names reach nothing but the element', () => {
    const element = parseXml('<a __proto__="x" constructor="y"/>');
    expect(Object.getPrototypeOf(element.attributes)).toBe(Object.prototype);
    expect(Object.keys(element.attributes)).toEqual(['__proto__', 'constructor']);
    expect(() => parseXml('<a b="<"/>')).toThrow(XmlError);
  });
});
