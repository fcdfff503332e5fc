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

// mt19937 in PyTorch's own form: seed, numbers left, seeded, next, 624 words, the spare normal one.
constexpr std::string_view torch_state = R"(
FORMAT = "<Qii625Q3di4xf?3x"  # the state of PyTorch's generator

def generator_text():
    state = struct.unpack(FORMAT, bytes(g.get_state().tolist()))
    spare = struct.unpack("<Q", struct.pack("<d", state[-5]))[0] if state[-3] else "-"
    return f"mt19937 {625 - state[1]} {spare} " + " ".join(map(str, state[4:628]))

def set_generator(text):
    used, spare, *words = (int(word) if word != "-" else None for word in text.split()[1:])
    state = struct.pack(FORMAT, SEED, 625 - used, 1, used, *words, 0, struct.unpack(
        "<d", struct.pack("<Q", spare or 0))[0], 0, spare is not None, 0, False)
    g.set_state(torch.tensor(list(state), dtype=torch.uint8))
)";

constexpr std::string_view python_state = R"(

def generator_text():
    _, (*words, used), spare = rng.getstate()
    spare = "-" if spare is None else struct.unpack("<Q", struct.pack("<d", spare))[0]
    return f"python {used} {spare} " + " ".join(map(str, words))


def set_generator(text):
    _, used, spare, *words = text.split()
    spare = None if spare == "-" else struct.unpack("<d", struct.pack("<Q", int(spare)))[0]
    rng.setstate((3, (*map(int, words), int(used)), spare))
)";

constexpr std::string_view read_checkpoint = R"(if args.checkpoint:
    data = open(args.checkpoint, "rb").read()
    body = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:body])
    meta, saved, kinds = header.pop("__metadata__"), {}, {"F32": torch.float32, "I64": torch.int64}
    for name, entry in header.items():
        begin, end = (body + offset for offset in entry["data_offsets"])
        values = torch.frombuffer(bytearray(data[begin:end]), dtype=kinds[entry["dtype"]])
        saved[name] = values.view(entry["shape"])
    if json.loads(meta["vocabulary"]) != vocabulary:
        raise SystemExit("The checkpoint is of another text.")
    run, history = json.loads(meta["training"]), json.loads(meta["history"])
    for name in curves:  # a point stands for `stride` steps
        curve = json.loads(history[name])
        curves[name] = [p for p in curve["points"] for _ in range(curve["stride"])][:curve["added"]]
)";

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
  std::string code = "def rate(step):\n";
  if (parts[0] == "step") {
    code += "    return RATE * (" + parts[2] + " if step > " + parts[1] + " else 1)";
  } else if (parts[0] == "linear") {
    code += "    return RATE * max(0, 1 - (step - 1) / " + parts[1] + ")";
  } else if (parts[0] == "cosine") {
    if (parts[2] != "0")
      code += "    if step <= " + parts[2] + ":\n        return RATE * step / " + parts[2] + "\n";
    code += "    part = min(1, (step - 1 - " + parts[2] + ") / (" + parts[1] + " - " + parts[2] +
            "))\n    return RATE * (1 + math.cos(math.pi * part)) / 2";
  } else {
    code += "    return RATE";
  }
  return code + "\x01rate\n";
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
    code += python_state;
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
  code += "\n\n" + std::string(torch_state);
  return section;
}

PythonSection checkpoint_section(const ModelInfo& info, const Settings& settings, bool has_place,
                                 bool state) {
  PythonSection section;
  std::string& code = section.code;
  const bool trained = info.capabilities.trained;
  section.sentence = trained ? "The model with its initial weights, or that of a checkpoint."
                             : "A checkpoint has the counts.";
  if (trained) {
    const bool adamw = settings.optimizer == OptimizerKind::adamw;
    const bool drawn = settings.generator == GeneratorKind::python && info.uses("norm") &&
                       settings.norm == Norm::layer;
    code += drawn ? "model = draw_start(Network()).to(device)\x01parameters\n"
                  : "model = Network().to(device)\x01parameters\n";
    code += "net = nn.parallel.DistributedDataParallel(model) if world > 1 else model\n";
    code += adamw ? "optimizer = torch.optim.AdamW(model.parameters(), RATE, betas=(" +
                        real_text(settings.beta1) + ", " + real_text(settings.beta2) +
                        "), eps=1e-8,\n                              weight_decay=" +
                        real_text(settings.weight_decay) + ")\n"
                  : "optimizer = torch.optim.SGD(model.parameters(), RATE)\n";
  }
  code += read_checkpoint;
  if (!trained) return section;
  code += R"(    clipped = history["clipped_steps"]
    set_generator(meta["generator"])
    model.load_state_dict({name: saved[name] for name in model.state_dict()})
)";
  if (settings.optimizer == OptimizerKind::adamw) {
    code += R"(    for name, p in model.named_parameters():
        optimizer.state[p] = {"step": torch.tensor(float(saved["optimizer.step"]))}
        for part in ("exp_avg", "exp_avg_sq"):
            optimizer.state[p][part] = saved[f"optimizer.{part}.{name}"].to(device)
)";
  }
  if (has_place) code += "    at = json.loads(meta[\"batches\"]) if meta[\"batches\"] else at\n";
  if (state) {
    code +=
        "    state = [saved[name][rank::world].to(device) for name in (\"state\", \"cell\") if "
        "name in saved]\n";
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
  std::string& code = section.code;
  code = rate_code(settings) + R"(

def loss_sum(logits, y):
    return F.cross_entropy(logits.flatten(0, -2), y.flatten(), ignore_index=-1, reduction="sum")


stop = STEPS or math.inf if args.steps is None else run["steps"] + args.steps
while run["steps"] < stop and (not EPOCHS or run["epochs"] < EPOCHS):
    x, y, fresh = next_batch()
    count = (y >= 0).sum().item()
    x, y = x[rank::world].to(device), y[rank::world].to(device)
)";
  if (part.state) {
    code += R"(    if fresh:
        state = zero_state(len(x))
    logits, state = net(x, state)
    state = [s.detach() for s in state]
    loss = loss_sum(logits, y) * world / count  # the mean over the whole mini-batch)"
            "\x01loss\n";
  } else {
    code +=
        "    loss = loss_sum(net(x), y) * world / count  # the mean over the whole mini-batch"
        "\x01loss\n";
  }
  const bool penalty = !part.penalty.empty();
  if (penalty)
    code += "    mean = loss.detach().clone()\n    loss = loss + " + part.penalty + "\x01loss\n";
  code += R"(    optimizer.zero_grad()
    loss.backward()
    loss = over_processes(loss.detach()).item() / world
)";
  code += penalty ? "    mean = over_processes(mean).item() / world\n" : "";
  code += R"(    norm = torch.sqrt(sum((p.grad ** 2).sum() for p in model.parameters())).item())"
          "\x01"
          R"(gradient
    if not math.isfinite(loss + norm):
        raise SystemExit(f"Training diverged at step {run['steps'] + 1}.")
)";
  if (clips) {
    code += R"(    if norm > CLIP:  # all gradients together are made no longer than this
        clipped += 1
        for p in model.parameters():
            p.grad *= CLIP / norm)"
            "\x01gradient\n";
  }
  code += R"(    for group in optimizer.param_groups:
        group["lr"] = rate(run["steps"] + 1))"
          "\x01"
          R"(rate
    optimizer.step()
    for name, value in (("steps", 1), ("tokens", count), ("epoch_tokens", count)):
        run[name] += value
    run["epoch_loss_sum"] += $MEAN$ * count
    run["last"] = {"loss": loss, "nll": $MEAN$, "gradient_norm": norm, "clipped_norm": $CLIPPED$,
                   "clipped": $IS_CLIPPED$, "tokens": count, "epoch_ended": epoch_ends(),
                   "finite": True}
    for name in curves.keys() & run["last"].keys():
        curves[name].append(run["last"][name])
    if run["last"]["epoch_ended"]:
        curves["epoch_nll"].append(run["epoch_loss_sum"] / run["epoch_tokens"])
        run.update(epochs=run["epochs"] + 1, epoch_loss_sum=0.0, epoch_tokens=0)
    if rank == 0 and (run["steps"] <= 10 or run["steps"] % 100 == 0):
        print(f"step {run['steps']}: loss {loss:.6f}", flush=True))"
          "\x01loss\n";
  code = filled(code, {{"MEAN", penalty ? "mean" : "loss"},
                       {"CLIPPED", clips ? "min(norm, CLIP)" : "norm"},
                       {"IS_CLIPPED", clips ? "norm > CLIP" : "False"}});
  return section;
}

PythonSection sampling_section(const Corpus& corpus, const ModelInfo& info,
                               const Settings& settings, const PytorchPart& part) {
  PythonSection section;
  const bool lines = corpus.kind() == CorpusKind::lines, python = uses_python(info, settings);
  section.sentence = lines ? "A sample begins after the mark and ends with it."
                           : "A sample begins after the most frequent character.";
  const std::string draw =
      python ? (lines ? "numbers.choices([*range(1, V), 0], [*p[1:].tolist(), p[0].item()])[0]"
                      : "numbers.choices(range(V), p.tolist())[0]")
      : info.capabilities.draws_by_race ? "torch.multinomial(p, 1, generator=numbers).item()"
                                        : "torch.multinomial(p, 1, True, generator=numbers).item()";
  section.code = filled(R"($READ$

@torch.no_grad()
def sample(numbers):
    token, memory, text = $START$, None, ""
    for _ in range($LENGTH$):
        p, memory = read(token, memory)
        p = p.cpu()
        token = $DRAW$
        text += vocabulary[token])"
                        "\x01"
                        R"(samples
$END$    return text


numbers = $NUMBERS$
with torch.no_grad():
    for name, part in (("train", train), ("dev", dev), ("test", test)) if rank == 0 else ():
        if len(part) > 1:
            print(f"{name}: NLL {nll(part):.6f}"))"
                        "\x01"
                        R"(nll
for _ in range(5 if rank == 0 else 0):
    print(sample(numbers)))"
                        "\x01samples\n",
                        {{"READ", part.reading},
                         {"START", lines ? "0" : "min(1, V - 1)"},
                         {"LENGTH", lines ? "200" : "50"},
                         {"DRAW", draw},
                         {"END", lines ? "        if token == 0:\n            break\n" : ""},
                         {"NUMBERS", python ? "random.Random(2147483647)"
                                            : "torch.Generator().manual_seed(2147483647)"}});
  return section;
}

PythonSection saving_section(const Corpus& corpus, const ModelInfo& info, const Settings& settings,
                             const std::string& counted, bool has_place, bool state,
                             bool recorded) {
  PythonSection section;
  section.sentence =
      "A checkpoint is one safetensors file: the length of a header, the header in JSON, the "
      "tensors. Babble opens it and goes on from it.";
  const bool trained = info.capabilities.trained;
  const bool adamw = trained && settings.optimizer == OptimizerKind::adamw;
  std::vector<std::string> changed;
  for (const SettingRow& row : settings_table()) {
    if (row.get(settings) != row.get(info.defaults))
      changed.push_back(python_literal(row.key) + ": " + python_literal(row.get(settings)));
  }
  std::string& code = section.code;
  code = python_list("SETTINGS = {", changed, '}');
  // The name may not be UTF-8, and JSON has to be.
  const std::string name =
      nlohmann::json(corpus.name()).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  code += R"(

def curve_text(name, values):  # at most 4096 points, each for `stride` steps
    stride = 1 << max(0, -(-len(values) // 4096) - 1).bit_length()
    parts = (values[i:i + stride] for i in range(0, len(values), stride))
    points = [max(part) if "norm" in name else sum(part) / len(part) for part in parts]
    return json.dumps({"added": len(values), "stride": stride, "points": points})

def fingerprint():  # of the text: FNV-1a
    hash = 0xCBF29CE484222325
    sizes = a.to_bytes(8, "little") + b.to_bytes(8, "little")
    text = b"".join(byte.to_bytes(8, "little") for byte in "\n".join([*vocabulary, ""]).encode())
    for value in (*stream.tolist(), *sizes, *text):
        hash = (hash ^ value) * 0x100000001B3 % 2 ** 64
    return f"{hash:016x}"

)";
  code += "tensors = " + (trained ? std::string("dict(model.state_dict())") : counted) + "\n";
  if (state) {
    code += R"(for name, s in zip(("state", "cell"), state if run["steps"] else ()):
    tensors[name] = torch.zeros(B, H, device=device)  # the rows of all processes
    tensors[name][rank::world] = s
    over_processes(tensors[name])
)";
  }
  if (adamw) {
    code += R"(tensors["optimizer.step"] = torch.tensor([run["steps"]])
for name, p in model.named_parameters():
    for part in ("exp_avg", "exp_avg_sq"):
        tensors[f"optimizer.{part}.{name}"] = optimizer.state[p].get(part, torch.zeros_like(p))
)";
  }
  code += filled(R"(if args.save and rank == 0:
    meta = {"format": "babble", "version": "1", "model": $MODEL$, "settings": json.dumps(SETTINGS),
            "vocabulary": json.dumps(vocabulary), "corpus_kind": $KIND$, "corpus_name": $NAME$,
            "corpus_fingerprint": fingerprint(), "generator": $GENERATOR$,
            "batches": $BATCHES$, "batch_order": $ORDER$, "training": json.dumps(run)}
    history = {name: curve_text(name, curve) for name, curve in curves.items()}
    meta["history"] = json.dumps({**history, "clipped_steps": clipped})
    header, body = {"__metadata__": meta}, b""
    for name, tensor in tensors.items():
        kind, letter = ("I64", "q") if tensor.dtype == torch.int64 else ("F32", "f")
        begin, size = len(body), tensor.numel()
        body += struct.pack(f"<{size}{letter}", *tensor.flatten().tolist())
        header[name] = {"dtype": kind, "shape": [*tensor.shape], "data_offsets": [begin, len(body)]}
    header = json.dumps(header).encode()
    header += b" " * (-len(header) % 8)
    with open(args.save, "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header + body)
if world > 1:
    distributed.destroy_process_group()
)",
                 {{"MODEL", python_literal(info.id)},
                  {"KIND", corpus.kind() == CorpusKind::lines ? "\"lines\"" : "\"text\""},
                  {"NAME", python_literal(parse_json(name).get<std::string>())},
                  {"GENERATOR", trained ? "generator_text()" : "\"\""},
                  {"BATCHES", has_place ? "json.dumps(at) if run[\"steps\"] else \"\"" : "\"\""},
                  {"ORDER", recorded ? "json.dumps(ORDER)" : "\"[]\""}});
  return section;
}

}  // namespace babble
