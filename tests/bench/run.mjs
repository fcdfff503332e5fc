// How fast a model trains or generates: this program natively, as WebAssembly under Node and in
// Chromium, beside PyTorch and (for the RNN) numpy with the same work, in turns, so that whatever else
// the machine does meets all of them. Prints one table of medians.
// What is not there (a program not built, PyTorch not installed) is left out, and that is said.
import { writeFileSync } from 'node:fs';
import os from 'node:os';

import { openContestants } from './contestants.mjs';

const usage = `usage: node tests/bench/run.mjs [OPTION VALUE]…

  --model ID        rnn, gru, lstm, mlp, transformer, generate-rnn or generate-transformer (rnn)
  --rounds N        medians of so many rounds (5)
  --seconds S       for each figure of a round (0.5)
  --hidden H,…      hidden sizes or widths (64,128,256,512; mlp: 200; transformer: 64,128)
  --time-steps T    (35)
  --threads N,…     (1,2)
  --only WHO,…      of native, node, chromium, torch, numpy (all)
  --json FILE       all single figures
  --quick           one round of one small size, to see that everything works`;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function readOptions(words) {
  const options = {
    model: 'rnn',
    rounds: 5,
    seconds: 0.5,
    hidden: null,
    time_steps: 35,
    threads: [1, 2],
    only: ['native', 'node', 'chromium', 'torch', 'numpy'],
    json: null,
  };
  const numbers = (text) => text.split(',').map(Number);
  const readers = {
    '--model': (value) => (options.model = value),
    '--rounds': (value) => (options.rounds = Number(value)),
    '--seconds': (value) => (options.seconds = Number(value)),
    '--hidden': (value) => (options.hidden = numbers(value)),
    '--time-steps': (value) => (options.time_steps = Number(value)),
    '--threads': (value) => (options.threads = numbers(value)),
    '--only': (value) => (options.only = value.split(',')),
    '--json': (value) => (options.json = value),
  };
  for (let i = 0; i < words.length; i += 1) {
    if (words[i] === '--quick') {
      Object.assign(options, { rounds: 1, seconds: 0.05, hidden: [32], threads: [1] });
    } else if (readers[words[i]] && words[i + 1] !== undefined) {
      readers[words[i]](words[(i += 1)]);
    } else {
      console.error(usage);
      process.exit(2);
    }
  }
  options.hidden ??= /transformer/.test(options.model) ? [64, 128] : options.model === 'mlp' ? [200] : [64, 128, 256, 512];
  const counts = [options.rounds, options.time_steps, ...options.hidden, ...options.threads];
  if (!(options.seconds > 0) || counts.some((count) => !(Number.isInteger(count) && count > 0))) {
    console.error(usage);
    process.exit(2);
  }
  return options;
}

/** figures: "threads hidden" -> name -> [{rate, share}] of the rounds. */
async function measure(options, contestants) {
  const figures = {};
  for (let round = 0; round < options.rounds; round += 1) {
    for (const threads of options.threads) {
      for (const hidden of options.hidden) {
        const key = `${threads} ${hidden}`;
        figures[key] ??= {};
        for (const contestant of contestants) {
          if (contestant.threads !== undefined && contestant.threads !== threads) continue;
          if (threads > (contestant.most_threads ?? threads)) continue;
          process.stderr.write(`\rround ${round + 1}/${options.rounds}, ${threads} thread(s), H ${hidden}, ${contestant.name}\x1b[K`);
          const { model, time_steps, seconds } = options;
          const request = { model, hidden, threads, batch: 32, time_steps, seconds };
          for (const [name, figure] of Object.entries(await contestant.measure(request))) {
            ((figures[key][name] ??= []).push(figure));
          }
        }
      }
    }
  }
  process.stderr.write('\r\x1b[K');
  return figures;
}

/** A table in Markdown for each number of threads: the rate, and the share of the peak. */
function table(options, figures) {
  const lines = [];
  const unit = options.model === 'mlp' ? 'training steps/s' : /^generate/.test(options.model) ? 'characters/s' : 'trained tokens/s';
  for (const threads of options.threads) {
    const names = [...new Set(options.hidden.flatMap((hidden) => Object.keys(figures[`${threads} ${hidden}`])))];
    lines.push('', `**${threads} thread${threads > 1 ? 's' : ''}** (${unit}; in brackets the share of the peak that the program measures itself, and how many times the best of PyTorch and numpy)`, '');
    lines.push(`| | ${options.hidden.map((hidden) => `H ${hidden}`).join(' | ')} |`, `| --- |${' --- |'.repeat(options.hidden.length)}`);
    for (const name of names) {
      const cells = options.hidden.map((hidden) => {
        const here = figures[`${threads} ${hidden}`];
        if (!here[name]) return '';
        const rate = median(here[name].map((figure) => figure.rate));
        const peers = Object.entries(here).filter(([other]) => /^(PyTorch|numpy)/.test(other));
        const best = Math.max(...peers.map(([, list]) => median(list.map((figure) => figure.rate))), 0);
        const notes = [];
        const shares = here[name].map((figure) => figure.share).filter((share) => share !== undefined);
        if (shares.length > 0) notes.push(`${Math.round(100 * median(shares))} %`);
        if (best > 0 && !/^(PyTorch|numpy)/.test(name)) notes.push(`${(rate / best).toFixed(2)}×`);
        return `${Math.round(rate).toLocaleString('en')}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
      });
      lines.push(`| ${name} | ${cells.join(' | ')} |`);
    }
  }
  return lines.join('\n');
}

const options = readOptions(process.argv.slice(2));
const contestants = await openContestants(options);
try {
  const names = contestants.map((contestant) => contestant.about).filter((about) => about);
  console.log(`${options.model}; ${os.cpus()[0].model}, ${os.cpus().length} cores, ${os.type()}; B 32, T ${options.time_steps}; medians of ${options.rounds} rounds`);
  console.log([...new Set(names)].join('; '));
  const figures = await measure(options, contestants);
  console.log(table(options, figures));
  if (options.json) writeFileSync(options.json, JSON.stringify({ options, figures }, null, 1));
} finally {
  for (const contestant of contestants) await contestant.close?.();
}
