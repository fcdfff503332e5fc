// Passes BABBLE_… variables of the environment to getenv() under node. No destructuring here:
// Emscripten's minifier turns `const [a, b] of` into a syntax error.
Module.preRun = [].concat(Module.preRun || [], () => {
  Object.keys(process.env).forEach((name) => {
    if (name.startsWith('BABBLE_')) ENV[name] = process.env[name];
  });
});
