#include "core/export/pytorch_program.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/error.h"
#include "core/base/numbers.h"
#include "core/data/line_batches.h"
#include "core/export/python_sections.h"
#include "core/export/python_text.h"
#include "core/models/registry.h"
#include "core/training/evaluation.h"
#include "core/training/sampler.h"

namespace babble {
namespace {

constexpr std::int64_t most_steps = 10;
constexpr char imports_mark = '\x02';  // no text of the user's own has it

std::string data_path(const Corpus& corpus, const ProgramOptions& options) {
  if (!options.data.empty()) return options.data;
  constexpr std::string_view built_in = " (built in)";
  std::string name = corpus.name();
  if (name.ends_with(built_in))
    name.replace(name.size() - built_in.size(), built_in.size(), ".txt");
  return name;
}

std::string six_digits(double value) {
  if (!std::isfinite(value)) return real_text(value);
  char text[40];
  std::snprintf(text, sizeof text, "%.6f", value);
  return text;
}

std::string expectations(const ExpectedFigures& expected, bool counted) {
  if (expected.nll.empty()) return {};
  std::string text = "It prints";
  if (!counted) {
    text = "With --steps " + std::to_string(expected.steps) + " it prints the losses";
    for (const double loss : expected.losses) text += " " + six_digits(loss);
    text += ", then";
  }
  for (const auto& [part, nll] : expected.nll)
    text +=
        (part == expected.nll.front().first ? " the NLL " : ", ") + part + " " + six_digits(nll);
  text = python_sentence(text + ", and the samples");
  for (const std::string& sample : expected.samples) text += "#   " + python_comment(sample) + "\n";
  return text;
}

PythonSection beginning(const Corpus& corpus, const ModelInfo& info, const ProgramOptions& options,
                        const ExpectedFigures& expected, std::int64_t steps) {
  PythonSection section;
  section.sentence = "This is the " + std::string(info.title) + " of Babble on the text " +
                     python_literal(corpus.name()) +
                     ", as a program in PyTorch with the same numbers. It needs nothing else. "
                     "torchrun --nproc_per_node 2 FILE trains on two processes.";
  section.code =
      expectations(expected, !info.capabilities.trained) +
      filled(
          R"($IMPORTS$
parser = argparse.ArgumentParser()
$STEPS$parser.add_argument("--device", default="cpu", choices=["cpu", "cuda", "mps"])
parser.add_argument("--data", default=$DATA$, help="the text")
$CHECKPOINT$parser.add_argument("--save", help="write a checkpoint, which Babble opens")
args = parser.parse_args()
rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))  # of torchrun
device = "cuda:" + os.environ.get("LOCAL_RANK", "0") if args.device == "cuda" else args.device
if world > 1:
    distributed.init_process_group("nccl" if args.device == "cuda" else "gloo")


def over_processes(tensor):
    if world > 1:
        distributed.all_reduce(tensor)  # the sum
    return tensor
)",
          {{"IMPORTS", std::string(1, imports_mark)},
           {"STEPS", info.capabilities.trained
                         ? "parser.add_argument(\"--steps\", type=int, default=" +
                               std::to_string(steps) + ", help=\"updates to make from here on\")\n"
                         : ""},
           {"DATA", python_literal(data_path(corpus, options))},
           {"CHECKPOINT", options.checkpoint.empty() || !info.capabilities.trained  // counts again
                              ? ""
                              : "parser.add_argument(\"--checkpoint\", default=" +
                                    python_literal(options.checkpoint) +
                                    ", help=\"go on from there\")\n"}});
  return section;
}

PythonSection numbers(const Corpus& corpus, const TrainingState& state, const ModelInfo& info,
                      const PytorchPart& part) {
  const Settings& settings = state.settings;
  PythonSection section;
  section.sentence =
      "The settings of the run, what checkpoints say of it, how far it is, and its steps.";
  section.code = part.numbers;
  if (!info.capabilities.trained) {
    section.code += "SEED = " + std::to_string(settings.seed) + "\n";
  } else {
    const bool clips = info.uses("max_grad_norm") && settings.max_grad_norm > 0;
    section.code += std::string("SEED, RATE") + (clips ? ", CLIP = " : " = ") +
                    std::to_string(settings.seed) + ", " + real_text(settings.learning_rate) +
                    (clips ? ", " + real_text(settings.max_grad_norm) : "") + "\x01rate\n";
    if (settings.epochs > 0)
      section.code += "EPOCHS = " + std::to_string(settings.epochs) + "  # at most\n";
  }
  if (state.recorded_order) {
    std::vector<std::string> order;
    for (const EpochOrder& epoch : state.batch_order) {
      std::string item = std::to_string(epoch.offset);
      if (!epoch.starts.empty()) {
        item = "{\"offset\": " + item + ", \"starts\": [";
        for (const std::int64_t start : epoch.starts)
          item += (item.back() == '[' ? "" : ", ") + std::to_string(start);
        item += "]}";
      }
      order.push_back(item);
    }
    section.code += python_list("ORDER = [", order, ']');
  }
  section.code += checkpoint_facts(corpus, info, settings, state.recorded_order);
  return section;
}

std::int64_t longest_line(const Corpus& corpus) {
  std::int64_t longest = 0, length = 0;
  for (const TokenId token : corpus.tokens(Part::all)) {
    longest = std::max(longest, length);
    length = token == 0 ? 1 : length + 1;
  }
  return std::max(longest, length - 1);
}

std::string imports(const std::vector<PythonSection>& sections) {
  std::string code;
  for (const PythonSection& section : sections) code += section.code;
  std::string modules;
  for (const char* name : {"argparse", "collections", "itertools", "json", "math", "os", "random",
                           "re", "struct", "zlib"})
    if (code.find(std::string(name) + ".") != std::string::npos)
      modules += (modules.empty() ? "" : ", ") + std::string(name);
  modules = "import " + modules + "\n\nimport torch\nfrom torch import distributed";
  if (code.find("nn.") != std::string::npos) modules += ", nn";
  if (code.find("F.") != std::string::npos) modules += "\nfrom torch.nn import functional as F";
  return modules + "\n";
}

}  // namespace

ExpectedFigures expected_figures(Trainer& trainer, double most_operations) {
  const ModelInfo& info = model_info(trainer.kind());
  const Corpus& corpus = trainer.corpus();
  const std::int64_t first = trainer.steps();
  ExpectedFigures figures;
  if (info.operations && info.capabilities.trained) {
    const BatchShape shape = info.make_batches(corpus, trainer.settings(), nullptr)->shape();
    const double tokens =
        1.0 * shape.batch_size * (info.capabilities.draws_by_race ? 1 : shape.time_steps);
    const double scored = 0.3 * static_cast<double>(corpus.tokens(Part::all).size());
    if ((tokens * most_steps + scored) *
            info.operations(corpus.vocabulary().size(), trainer.settings()) >
        most_operations)
      return figures;
  }
  while (!trainer.finished() && trainer.steps() < first + most_steps) {
    const StepReport report = trainer.step();
    if (report.finite) figures.losses.push_back(report.loss);
  }
  if (!trainer.diverged().empty()) return {};
  figures.steps = trainer.steps() - first;
  Evaluator evaluator(trainer.shared_corpus());
  for (const Part part : {Part::train, Part::dev, Part::test}) {
    const Evaluation evaluation = evaluator.evaluate(trainer.model(), part);
    if (evaluation.pairs > 0) figures.nll.emplace_back(part_name(part), evaluation.nll);
  }
  SampleOptions options;
  options.count = 5;
  options.generator = info.generator(trainer.settings());
  figures.samples = sample(trainer.model(), corpus.vocabulary(), corpus.kind(), options);
  return figures;
}

std::vector<PythonSection> pytorch_sections(const Corpus& corpus, const TrainingState& state,
                                            const ProgramOptions& options,
                                            const ExpectedFigures& expected) {
  const ModelInfo& info = model_info(state.kind);
  const Settings& settings = state.settings;
  const PytorchPart part = info.pytorch({settings, corpus.kind(), state.recorded_order,
                                         corpus.tokens(Part::train).size(), longest_line(corpus)});
  const bool trained = info.capabilities.trained;
  const bool has_place = ("\n" + part.batches.code).find("\nat = ") != std::string::npos;
  const int states = has_place && !takes_lines(settings.batching) ? part.states : 0;
  std::int64_t usual = options.steps > 0 ? options.steps : info.usual_steps;
  if (usual == 0 && trained) {
    const BatchOrder* const order = state.recorded_order ? &state.batch_order : nullptr;
    usual = info.usual_epochs * info.make_batches(corpus, settings, order)->batches_per_epoch();
  }
  const bool goes_on = !options.checkpoint.empty();
  // Where epochs end the training, the number of steps is any that does not end it before.
  const std::int64_t steps = settings.epochs > 0 && options.steps == 0
                                 ? 1'000'000'000
                                 : std::max<std::int64_t>(usual - state.steps, 0);
  std::vector<PythonSection> sections{
      beginning(corpus, info, options, expected, steps), numbers(corpus, state, info, part),
      text_section(corpus, settings), split_section(corpus, settings)};
  if (trained) {
    sections.push_back(
        generator_section(corpus, info, settings, part.network.code + part.batches.code));
    sections.push_back(part.network);
    sections.push_back(part.batches);
    sections.push_back(model_section(info, settings));
    if (goes_on) sections.push_back(reading_section(info, settings, has_place, part, states > 0));
    sections.push_back(training_section(info, settings, part));
    sections.push_back(part.scoring);
  } else {
    sections.push_back(part.network);
    sections.push_back(part.scoring);
    sections.back().code += R"(

loss, count = nll(train), len(train) - 1)"
                            "\x01"
                            R"(loss
run, steps = {"steps": 1, "epochs": 1, "epoch_tokens": 0}, [[loss, loss, 0, count, count, True]]
)";
  }
  sections.push_back(sampling_section(corpus, info, settings, part));
  sections.push_back(saving_section(info, settings, part, has_place, states, state.recorded_order));
  std::string& first = sections[0].code;
  first.replace(first.find(imports_mark), 1, imports(sections));
  return sections;
}

std::vector<ProgramLine> program_lines(const std::vector<PythonSection>& sections) {
  std::vector<ProgramLine> lines;
  for (const PythonSection& section : sections) {
    if (!lines.empty()) lines.insert(lines.end(), 1, {});
    const std::string text = python_sentence(section.sentence) + section.code;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      if (end == begin && lines.back().text.empty()) {  // one blank line is enough
        ++begin;
        continue;
      }
      const std::string line = text.substr(begin, end - begin);
      const std::size_t mark = line.find(figure_mark);
      lines.push_back(
          {line.substr(0, mark), mark == std::string::npos ? "" : line.substr(mark + 1)});
      begin = end + 1;
    }
  }
  return lines;
}

std::string python_file(const std::vector<PythonSection>& sections) {
  std::string text;
  for (const ProgramLine& line : program_lines(sections)) text += line.text + "\n";
  return text;
}

}  // namespace babble
