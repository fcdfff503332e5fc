// Under Node the tests' getenv() sees what the environment says about them.
Module.preRun = [].concat(Module.preRun || [], () => {
  for (const [name, value] of Object.entries(process.env))
    if (name.startsWith('BABBLE_')) ENV[name] = value;
});
