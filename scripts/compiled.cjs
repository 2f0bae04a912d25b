/** Runs a bundle with what V8 compiled of it the last time: a process that lives for a tenth of a second spends most of it on compiling. */
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname } = require('node:path');
const { Script } = require('node:vm');

const [bundle] = process.argv.splice(2, 1);
// What a process does once, and what it does again and again, are not compiled alike.
const kept = `${bundle}-${process.argv[3]}.compiled`;
const known = existsSync(kept);
const script = new Script(
  `(function (require, module, exports, __filename, __dirname) {${readFileSync(bundle, 'latin1')}\n})`,
  { filename: bundle, ...(known ? { cachedData: readFileSync(kept) } : {}) },
);
if (!known)
  // Called once there is something to keep: after a whole tick all that a tick needs has been compiled.
  globalThis.keepCompiled = () => {
    if (existsSync(kept)) return;
    const own = `${kept}-${process.pid}`;
    writeFileSync(own, script.createCachedData());
    renameSync(own, kept);
  };
script.runInThisContext()(createRequire(bundle), module, exports, bundle, dirname(bundle));
