/** Prints at the end of a process which of our source files it has loaded: `node --require` this file. */
const { relative } = require('node:path');

process.on('exit', () => {
  const ours = Object.keys(require.cache).filter((file) => !file.includes('node_modules'));
  for (const file of ours) console.error(`Loaded: ${relative(process.cwd(), file)}`);
});
