// node --test src/test/js/console.test.mjs - Node 20 or later, no packages. Run by ConsoleTest as well.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const sources = new URL('../../main/resources/META-INF/resources/console/', import.meta.url);
const scratch = mkdtempSync(join(tmpdir(), 'payonce-console-'));
// Without a package.json node takes .js for CommonJS: beside the copies there is one.
cpSync(fileURLToPath(sources), scratch, { recursive: true });
writeFileSync(join(scratch, 'package.json'), '{"type": "module"}');
const load = (name) => import(pathToFileURL(join(scratch, `${name}.js`)));
const { compose, members } = await load('members');
const { minor, money } = await load('money');
const { packed, unpacked } = await load('link');
const { onOurClock, tickStep } = await load('timeline');
after(() => rmSync(scratch, { recursive: true }));

describe('the members of a JSON object', () => {
  test('keep the letters that they are written in', () => {
    const text = '{ "amount" : 1000.0 , "other":1e3,\n "list": [ {"a": "}],{"} , [2.50] ], "text": "a, \\"b\\": {c}\\\\" }';
    assert.deepEqual([...members(text)], [
      ['amount', '1000.0'],
      ['other', '1e3'],
      ['list', '[ {"a": "}],{"} , [2.50] ]'],
      ['text', '"a, \\"b\\": {c}\\\\"'],
    ]);
  });

  test('are found under the names that their escapes mean', () => {
    assert.deepEqual([...members('{"\\u0061": null, "b\\"": true}')], [['a', 'null'], ['b"', 'true']]);
  });

  test('are those that JSON itself finds, whatever stands in them', () => {
    for (const text of ['{}', ' {\n} ', '{"a":{}}', '{"a":[],"b":{"c":[{"d":"e"}]}}', '{"":"","{":"[","]":"}"}', '{"a":-1.5E-3,"b":false}']) {
      const found = [...members(text)].map(([name, value]) => [name, JSON.parse(value)]);
      assert.deepEqual(found, Object.entries(JSON.parse(text)), text);
    }
  });

  test('are none where there is nothing, and unknown where there is no object', () => {
    assert.deepEqual([...members('  ')], []);
    for (const text of ['{"a": 1', '[1]', 'null', '"a"', '1', '{"a": 01}', '{a: 1}']) assert.equal(members(text), null, text);
  });

  test('make an object again, in the letters that they are written in', () => {
    const written = members('{"amount": 1e3, "currency": "EUR"}');
    assert.equal(compose(written), '{\n  "amount": 1e3,\n  "currency": "EUR"\n}');
    assert.equal(compose(written.set('memo', '"new"').set('currency', '')), '{\n  "amount": 1e3,\n  "memo": "new"\n}');
    assert.equal(compose(new Map([['a', '']])), '{}');
    assert.deepEqual(members(compose(new Map([['q"\\', '[1.0]']]))), new Map([['q"\\', '[1.0]']]));
  });

  test('may be written badly, which is for the server to refuse', () => {
    assert.equal(members(compose(new Map([['a', '"half']]))), null);
  });
});

describe('an amount', () => {
  test('has the decimal places of its currency, and not those that the browser knows', () => {
    assert.match(money(2405, 'EUR'), /24\D05/);
    assert.match(money(2405, 'KWD'), /2\D405/);
    assert.match(money(5, 'IQD'), /0\D005/);
    assert.match(money(100, 'MGA'), /1\D00/);
    assert.match(money(5, 'JPY'), /(^|\D)5(\D|$)/);
    assert.doesNotMatch(money(5, 'JPY'), /0/);
  });
});

describe('an amount that a person writes', () => {
  test('is read in minor units, with a point or a comma', () => {
    for (const written of ['4', '4.0', '4.00', '4,00', ' 4 ']) assert.equal(minor(written, 'EUR'), 400, written);
    assert.equal(minor('0.05', 'EUR'), 5);
    assert.equal(minor('80', 'JPY'), 80);
    assert.equal(minor('1.005', 'KWD'), 1005);
  });

  test('is none where it is no amount of the currency', () => {
    for (const written of ['', '0', '0.00', '-4', '4.001', '4.', '.5', '1e3', '4 EUR', '1,000.00']) assert.equal(minor(written, 'EUR'), null, written);
    assert.equal(minor('80.0', 'JPY'), null);
  });
});

describe('the axis of time', () => {
  test('has a few ticks, at steps that people count in', () => {
    assert.equal(tickStep(45), 10);
    assert.equal(tickStep(400), 100);
    assert.equal(tickStep(3100), 1000);
    assert.equal(tickStep(600_000), 120_000);
  });

  test('takes what the server’s clock says as it is, where it can be true', () => {
    const group = { lanes: [{ at: 1000, ended: 2000 }], times: { claimed: 1500, decided: 1800 } };
    assert.deepEqual(onOurClock(group), { claimed: 1500, decided: 1800, moves: [] });
  });

  test('moves it no further than causality demands, where the clocks differ', () => {
    const lanes = [{ at: 1000, ended: 2000 }];
    const slow = onOurClock({ lanes, times: { claimed: 100, decided: 400 }, moves: [{ at: 250 }] });
    assert.deepEqual(slow, { claimed: 1000, decided: 1300, moves: [{ at: 1150 }] });
    assert.equal(onOurClock({ lanes, times: { claimed: 9000, decided: 9100 } }).claimed, 2000);
    assert.equal(onOurClock({ lanes: [{ at: 1000, ended: null }], times: { claimed: 9000, decided: null } }).claimed, 9000);
  });
});

describe('a link to two requests', () => {
  const pair = [
    { operation: 'payment.create', resource: 'an id', body: '{"amount": 1e3, "note": "ö \u{1F375} +/= # ?"}' },
    { operation: 'transfer.create', resource: null, body: 'no JSON at all' },
  ];

  test('holds them, letter by letter, in what every address may hold', () => {
    assert.match(packed(pair), /^[\w-]+$/);
    assert.deepEqual(unpacked(packed(pair)), pair);
  });

  test('that is damaged leads nowhere', () => {
    const other = (value) => btoa(JSON.stringify(value));
    for (const text of ['', '%%%', 'bm9uc2Vuc2U', packed(pair).slice(0, -5), other({}), other([]), other([[], []]), other([['a', null, 1], ['a', null, '']]), other(null)]) {
      assert.equal(unpacked(text), null, text);
    }
  });
});
