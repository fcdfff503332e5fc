// Under Node the tests' getenv() sees this one variable of the environment.
Module.preRun = [].concat(Module.preRun || [], () => {
  if (process.env.BABBLE_SHARED) ENV.BABBLE_SHARED = process.env.BABBLE_SHARED;
});
