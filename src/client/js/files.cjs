// The SDK stands where the application serves it from; here it is for as long as npm packs it.
const { copyFileSync, rmSync } = require('node:fs');
const { join } = require('node:path');

const served = join(__dirname, '../../main/resources/META-INF/resources/sdk');
for (const file of ['payonce.js', 'payonce.d.ts']) {
  if (process.argv[2] === 'bring') copyFileSync(join(served, file), join(__dirname, file));
  else rmSync(join(__dirname, file), { force: true });
}
