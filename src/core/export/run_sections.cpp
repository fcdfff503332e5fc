// Random numbers, training, samples and checkpoints in Python.
#include <nlohmann/json.hpp>

#include "core/base/json_text.h"
#include "core/base/numbers.h"
#include "core/export/python_sections.h"
#include "core/export/python_text.h"

namespace babble {
namespace {

bool uses_python(const ModelInfo& info, const Settings& settings) {
  return info.generator(settings) == GeneratorKind::python;
}

bool has(const std::string& code, const char* word) { return code.find(word) != std::string::npos; }

// A line of the training loop, where the learning rate changes.
std::string rate_code(const Settings& settings) {
  const std::string& schedule = settings.learning_rate_schedule;
  std::vector<std::string> parts(1);
  for (const char c : schedule) {
    if (c == ':')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  parts.resize(3);
  const std::string rate = "    optimizer.param_groups[0][\"lr\"] = RATE * ";
  if (parts[0] == "step")
    return rate + "(" + parts[2] + " if run[\"steps\"] >= " + parts[1] + " else 1)\x01rate\n";
  if (parts[0] == "linear") return rate + "max(0, 1 - run[\"steps\"] / " + parts[1] + ")\x01rate\n";
  if (parts[0] != "cosine") return {};
  const std::string fall = "(1 + math.cos(math.pi * min(1, part))) / 2";
  std::string code =
      "    part = (run[\"steps\"] - " + parts[2] + ") / (" + parts[1] + " - " + parts[2] + ")\n";
  if (parts[2] == "0") return code + rate + fall + "\x01rate\n";
  return code + rate + "((run[\"steps\"] + 1) / " + parts[2] + " if run[\"steps\"] < " + parts[2] +
         " else " + fall + ")\x01rate\n";
}

}  // namespace

PythonSection generator_section(const Corpus& corpus, const ModelInfo& info,
                                const Settings& settings, const std::string& used) {
  PythonSection section;
  std::string& code = section.code;
  const bool python = uses_python(info, settings);
  const bool goes_on = corpus.kind() == CorpusKind::lines &&
                       settings.split.kind == Split::Kind::python &&
                       settings.split.seed == settings.seed;
  if (python) {
    section.sentence =
        goes_on ? "Python's generator, which shuffled the lines, draws the weights and the "
                  "mini-batches too."
                : "Python's generator draws the initial weights and the mini-batches.";
    if (!goes_on) code += "rng = random.Random(SEED)\n";
    if (has(used, "below("))
      code +=
          "\n\ndef below(n, count=1):\n    return torch.tensor([rng.randrange(n) for _ in "
          "range(count)])\n";
    if (has(used, "permutation("))
      code +=
          "\n\ndef permutation(n):\n    order = list(range(n))\n    rng.shuffle(order)\n    "
          "return order\n";
    if (has(used, "normal("))
      code +=
          "\n\ndef normal(*shape):\n    return torch.tensor([rng.gauss(0, 1) for _ in "
          "range(math.prod(shape))]).view(shape)\n";
    if (has(used, "uniform("))
      code +=
          "\n\ndef uniform(bound, *shape):\n    return torch.tensor([rng.uniform(-bound, bound) "
          "for _ in range(math.prod(shape))]).view(shape)\n";
    return section;
  }
  section.sentence =
      "One generator, seeded as torch.manual_seed does it, draws the initial weights, then the "
      "mini-batches.";
  // The modules of torch.nn draw from the default generator.
  code += has(used, "nn.Linear") ? "g = torch.default_generator\ng.manual_seed(SEED)\n"
                                 : "g = torch.Generator().manual_seed(SEED)\n";
  if (has(used, "below("))
    code += "\n\ndef below(n, count=1):\n    return torch.randint(n, (count,), generator=g)\n";
  if (has(used, "permutation("))
    code += "\n\ndef permutation(n):\n    return torch.randperm(n, generator=g).tolist()\n";
  if (has(used, "= nn.Parameter(normal("))
    code += "\n\ndef normal(*shape):\n    return torch.randn(shape, generator=g)\n";
  if (has(used, "uniform("))
    code +=
        "\n\ndef uniform(bound, *shape):\n    return torch.empty(shape).uniform_(-bound, bound, "
        "generator=g)\n";
  return section;
}

PythonSection model_section(const ModelInfo& info, const Settings& settings) {
  PythonSection section;
  section.sentence = "The model with its initial weights, or with those of a checkpoint.";
  const bool drawn = settings.generator == GeneratorKind::python && info.uses("norm") &&
                     settings.norm == Norm::layer;
  section.code = drawn ? "model = draw_start(Network()).to(device)\x01parameters\n"
                       : "model = Network().to(device)\x01parameters\n";
  section.code += "net = nn.parallel.DistributedDataParallel(model) if world > 1 else model\n";
  section.code += settings.optimizer == OptimizerKind::adamw
                      ? "optimizer = torch.optim.AdamW(model.parameters(), RATE, betas=(" +
                            real_text(settings.beta1) + ", " + real_text(settings.beta2) +
                            "), weight_decay=" + real_text(settings.weight_decay) + ")\n"
                      : "optimizer = torch.optim.SGD(model.parameters(), RATE)\n";
  return section;
}

PythonSection reading_section(const ModelInfo& info, const Settings& settings, bool has_place,
                              const PytorchPart& part, bool state) {
  PythonSection section;
  section.sentence =
      "A checkpoint is one safetensors file: the length of a header, the header in JSON, the "
      "tensors.";
  std::string& code = section.code;
  code = R"(if args.checkpoint:
    data = bytearray(open(args.checkpoint, "rb").read())
    body, kinds = 8 + int.from_bytes(data[:8], "little"), {"F32": torch.float32, "I64": torch.int64}
    header = json.loads(data[8:body])
    meta, saved = header.pop("__metadata__"), {}
    for name, entry in header.items():
        saved[name] = torch.frombuffer(data, dtype=kinds[entry["dtype"]], count=math.prod(
            entry["shape"]), offset=body + entry["data_offsets"][0]).view(entry["shape"])
    if json.loads(meta["vocabulary"]) != vocabulary:
        raise SystemExit("The checkpoint is of another text.")
    run, steps = json.loads(meta["training"]), json.loads(meta.get("more_steps", "[]"))
)";
  code += uses_python(info, settings)
              ? "    version, numbers, spare = json.loads(meta[\"generator\"])\n"
                "    rng.setstate((version, tuple(numbers), spare))\n"
              : "    g.set_state(torch.tensor([*bytes.fromhex(meta[\"generator\"])], "
                "dtype=torch.uint8))\n";
  code += "    model.load_state_dict({name: saved[name] for name in model.state_dict()})\n";
  if (settings.optimizer == OptimizerKind::adamw) {
    code += R"(    for name, p in model.named_parameters():
        optimizer.state[p] = {key: saved[f"optimizer.{key}.{name}"].to(device)
                              for key in ("exp_avg", "exp_avg_sq")}
        optimizer.state[p]["step"] = torch.tensor(float(run["steps"]))
)";
  }
  if (has_place) code += "    at = json.loads(meta[\"batches\"] or json.dumps(at))\n";
  if (state) {
    code +=
        "    state = torch.stack([saved[name][rank::world].to(device) for name in (\"state\", "
        "\"cell\") if name in saved])\n";
    if (!part.detached) code += "    previous = saved[\"previous\"][rank::world].to(device)\n";
  }
  return section;
}

PythonSection training_section(const ModelInfo& info, const Settings& settings,
                               const PytorchPart& part) {
  PythonSection section;
  section.sentence =
      "Training. Each process takes every world-th row of a mini-batch; the gradients are averaged "
      "over the processes, so that the loss is that of one process.";
  const bool clips = info.uses("max_grad_norm") && settings.max_grad_norm > 0;
  const bool penalty = !part.penalty.empty();
  section.code = filled(
      R"(def loss_sum(logits, y):
    return F.cross_entropy(logits.flatten(0, -2), y.flatten(), ignore_index=-1, reduction="sum")


for _ in range(args.steps):
$EPOCHS$    x, y, fresh, ended = next_batch()
    count = (y >= 0).sum().item()
    x, y = x[rank::world].to(device), y[rank::world].to(device)
$NET$    loss = loss_sum($LOGITS$, y) * world / count  # the mean over the whole mini-batch)"
      "\x01loss\n"
      R"($PENALTY$    optimizer.zero_grad()
    loss.backward()
    loss = over_processes(loss.detach()).item() / world
$MEAN$    norm = torch.sqrt(sum((p.grad ** 2).sum() for p in model.parameters())).item())"
      "\x01"
      R"(gradient
    if not math.isfinite(loss + norm):
        raise SystemExit(f"Training diverged at step {run['steps'] + 1}.")
$CLIP$$RATE$    optimizer.step()
    seen = run["epoch_tokens"] + count
    steps.append([loss, $NLL$, norm, count, seen, ended])
    run.update(steps=run["steps"] + 1, epochs=run["epochs"] + ended, epoch_tokens=0 if ended else seen)
    if rank == 0 and (run["steps"] <= 10 or run["steps"] % 100 == 0):
        print(f"step {run['steps']}: loss {loss:.6f}", flush=True))"
      "\x01loss\n",
      {{"EPOCHS", settings.epochs > 0 ? "    if run[\"epochs\"] >= EPOCHS:\n        break\n" : ""},
       {"NET", !part.detached    ? R"(    if fresh:
        state, previous = zero_state(len(x)), x[:, :0]
    logits = net(torch.cat([previous, x], 1), state)[0][:, -x.shape[1]:]
    with torch.no_grad():  # where the next step begins to read
        state = model(previous, state)[1] if previous.numel() else state
    previous = x
)"
               : part.states > 0 ? R"(    state = zero_state(len(x)) if fresh else state.detach()
    logits, state = net(x, state)
)"
                                 : ""},
       {"LOGITS", part.states > 0 ? "logits" : "net(x)"},
       {"PENALTY", penalty ? "    mean = loss.detach().clone()\n    loss = loss + " + part.penalty +
                                 "\x01loss\n"
                           : ""},
       {"MEAN", penalty ? "    mean = over_processes(mean).item() / world\n" : ""},
       {"NLL", penalty ? "mean" : "loss"},
       {"CLIP", clips ? "    for p in model.parameters():  # all gradients together no longer than "
                        "CLIP\n        p.grad *= CLIP / max(norm, CLIP)\x01gradient\n"
                      : ""},
       {"RATE", rate_code(settings)}});
  return section;
}

PythonSection sampling_section(const Corpus& corpus, const ModelInfo& info,
                               const Settings& settings, const PytorchPart& part) {
  PythonSection section;
  const bool lines = corpus.kind() == CorpusKind::lines, python = uses_python(info, settings);
  section.sentence = lines ? "A sample begins after the mark and ends with it."
                     : corpus.vocabulary().has_words()
                         ? "A sample begins after the most frequent word."
                         : "A sample begins after the most frequent character.";
  std::string others;
  if (corpus.tokens(Part::dev).size() > 1) others += ", (\"dev\", dev)";
  if (corpus.tokens(Part::test).size() > 1) others += ", (\"test\", test)";
  const std::string draw =
      python ? (lines ? "numbers.choices([*range(1, V), 0], [*p[1:].tolist(), p[0].item()])[0]"
                      : "numbers.choices(range(V), p.tolist())[0]")
             : "draw(p.cpu(), numbers)";
  // How torch.multinomial draws one value with replacement depends on the version of PyTorch; the
  // exponential numbers of the draw without, on whether it has MKL.
  std::string drawing;
  if (!python)
    drawing = info.capabilities.draws_by_race ? R"(

def draw(p, numbers):  # torch.multinomial(p, 1), the same with and without MKL
    u = torch.rand(len(p), dtype=torch.float64, generator=numbers)
    return (p / -torch.log1p(-u).float()).argmax().item()
)"
                                              : R"(

def draw(p, numbers):  # torch.multinomial(p, 1, True) of PyTorch 1.13, the same in every version
    sums = torch.stack([*itertools.accumulate(p)])  # one float32 sum after the other
    u = torch.rand(1, dtype=torch.float64, generator=numbers)
    return torch.searchsorted((sums / sums[-1]).double(), u).item()
)";
  section.code = filled(
      R"($READ$$DRAWING$

def sample(numbers):
    token, memory, text = $START$, None, ""
    $WHILE$:
        p, memory = read(token, memory)
        token = $DRAW$
        text += $SPACE$vocabulary[token])"
      "\x01samples\n"
      R"(    return text


if rank == 0:
    with torch.no_grad():
$SCORE$)"
      "\x01nll\n"
      R"(        numbers = $NUMBERS$
        print(*(sample(numbers) for _ in range(5)), sep="\n"))"
      "\x01samples\n",
      {{"READ", part.reading},
       {"DRAWING", drawing},
       {"SPACE", corpus.vocabulary().has_words() ? "\" \" * (text > \"\") + " : ""},
       {"START", lines ? "0" : "min(1, V - 1)"},
       {"WHILE", lines ? "while not text or token > 0 and len(text) < 200" : "for _ in range(50)"},
       {"DRAW", draw},
       {"SCORE", has_held_out(corpus)
                     ? filled(R"(        for name, part in ("train", train)$OTHERS$:
            print(f"{name}: NLL {nll(part):.6f}"))",
                              {{"OTHERS", others}})
                     : "        print(f\"train: NLL {nll(train):.6f}\")"},
       {"NUMBERS",
        python ? "random.Random(2147483647)" : "torch.Generator().manual_seed(2147483647)"}});
  return section;
}

std::string checkpoint_facts(const Corpus& corpus, const ModelInfo& info, const Settings& settings,
                             bool recorded) {
  nlohmann::ordered_json changed = nlohmann::ordered_json::object();
  for (const SettingRow& row : settings_table())
    if (row.get(settings) != row.get(info.defaults)) changed[row.key] = row.get(settings);
  // The name may not be UTF-8, and JSON has to be.
  const std::string name = parse_json(json_text(corpus.name())).get<std::string>();
  return filled(R"(run, steps = {"steps": 0, "epochs": 0, "epoch_tokens": 0$RECORDED$}, []
meta = {"format": "babble", "version": "1", "model": $MODEL$, "corpus_kind": $KIND$,
        "corpus_name": $NAME$, "settings": $SETTINGS$}
)",
                {{"RECORDED", recorded ? ", \"recorded_order\": True" : ""},
                 {"MODEL", python_literal(info.id)},
                 {"KIND", corpus.kind() == CorpusKind::lines ? "\"lines\"" : "\"text\""},
                 {"NAME", python_literal(name)},
                 {"SETTINGS", python_literal(json_text(changed))}});
}

PythonSection saving_section(const ModelInfo& info, const Settings& settings,
                             const PytorchPart& part, bool has_place, int states, bool recorded) {
  PythonSection section;
  section.sentence = "A checkpoint, which Babble opens and goes on from: one safetensors file.";
  const bool trained = info.capabilities.trained;
  std::string& code = section.code;
  code = "tensors = " + (trained ? std::string("dict(model.state_dict())") : part.saved) + "\n";
  if (states > 0) {
    code += R"(if run["steps"]:
    whole = torch.zeros($STATES$, B, H, device=device)  # the rows of all processes
    whole[:, rank::world] = state.detach()
    tensors.update(zip(("state", "cell"), over_processes(whole)))
)";
    if (!part.detached) {
      code += R"(    whole = torch.zeros(B, T, dtype=torch.int64, device=device)
    whole[rank::world] = previous
    tensors["previous"] = over_processes(whole)
)";
    }
  }
  if (trained && settings.optimizer == OptimizerKind::adamw) {
    code += R"(tensors["optimizer.step"] = torch.tensor([run["steps"]])
for name, p in model.named_parameters():
    for key in ("exp_avg", "exp_avg_sq"):
        tensors[f"optimizer.{key}.{name}"] = optimizer.state[p].get(key, torch.zeros_like(p))
)";
  }
  code += R"(if args.save and rank == 0:
    meta.update(vocabulary=json.dumps(vocabulary), training=json.dumps(run),
                more_steps=json.dumps(steps), corpus_crc32=str(zlib.crc32(str(train.tolist()).encode()))$MORE$)
    header, body = {"__metadata__": meta}, b""
    for name, tensor in tensors.items():
        kind, letter = ("I64", "q") if tensor.dtype == torch.int64 else ("F32", "f")
        begin, size = len(body), tensor.numel()
        body += struct.pack(f"<{size}{letter}", *tensor.flatten().tolist())
        header[name] = {"dtype": kind, "shape": [*tensor.shape], "data_offsets": [begin, len(body)]}
    header = json.dumps(header).encode()
    header += b" " * (-len(header) % 8)
    open(args.save, "wb").write(struct.pack("<Q", len(header)) + header + body)
if world > 1:
    distributed.destroy_process_group()
)";
  std::string more;
  if (trained)
    more += uses_python(info, settings)
                ? ",\n                generator=json.dumps(rng.getstate())"
                : ",\n                generator=bytes(g.get_state().tolist()).hex()";
  if (has_place) more += ", batches=json.dumps(at) if run[\"steps\"] else \"\"";
  if (recorded) more += ", batch_order=json.dumps(ORDER)";
  code = filled(code, {{"MORE", more}, {"STATES", std::to_string(states)}});
  return section;
}

}  // namespace babble
