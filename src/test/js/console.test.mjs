// node --test src/test/js/console.test.mjs - Node 20 or later, no packages. Run by ConsoleTest as well.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const sources = new URL('../../main/resources/META-INF/resources/console/', import.meta.url);
const scratch = mkdtempSync(join(tmpdir(), 'payonce-console-'));
/** Without a package.json node takes .js for CommonJS: the copy makes it a module. */
const load = (name) => {
  const copy = join(scratch, `${name}.mjs`);
  copyFileSync(fileURLToPath(new URL(`${name}.js`, sources)), copy);
  return import(pathToFileURL(copy));
};
const { compose, members } = await load('members');
const { money } = await load('money');
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
