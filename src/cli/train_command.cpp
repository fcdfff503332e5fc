// babble train
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "cli/commands.h"
#include "cli/files.h"
#include "cli/preset.h"
#include "cli/terminal.h"
#include "cli/train.h"
#include "core/base/json_text.h"
#include "core/base/limits.h"
#include "core/data/batch_order.h"
#include "core/models/registry.h"
#include "core/training/sampler.h"

namespace babble::cli {
namespace {

constexpr double usual_autosave = 60;  // seconds

struct TrainFlags {
  std::string model, data, batch_order, out, resume, preset;
  std::vector<std::string> settings;
  std::int64_t steps = 0;
  double autosave = usual_autosave;
  int threads = 0;
  bool json = false;
};

Trainer new_run(const TrainFlags& options) {
  const ModelKind kind = wanted_model(options.model);
  Settings settings = wanted_settings(kind, options.settings);
  std::optional<BatchOrder> batch_order;
  if (!options.batch_order.empty()) batch_order = parse_batch_order(read_file(options.batch_order));
  const int usual_epochs = model_info(kind).usual_epochs;
  if (usual_epochs > 0 && !batch_order && options.steps == 0 && settings.epochs == 0) {
    settings.epochs = usual_epochs;
    remark("Training for " + std::to_string(usual_epochs) +
           " epochs; --steps or --set epochs= says otherwise.");
  }
  const std::string data = options.data.empty() ? "builtin:names" : options.data;
  return Trainer(read_corpus(read_text_argument(data), settings), kind, settings,
                 std::move(batch_order));
}

Trainer continued_run(const TrainFlags& options) {
  const Checkpoint checkpoint = read_checkpoint(options.resume);
  const ModelKind kind = checkpoint.state.kind;
  if (!options.model.empty() && options.model != model_info(kind).id)
    throw UsageError("\"" + options.resume + "\" holds a model of the kind " +
                     std::string(model_info(kind).id) + ", not " + options.model + ".");
  const auto corpus = corpus_of(checkpoint, options.data);
  if (!corpus)
    throw Error(options.data.empty()
                    ? "Say with --data where the text of \"" + options.resume + "\" is: \"" +
                          checkpoint.corpus_name + "\"."
                    : "\"" + options.data + "\" is not the text that \"" + options.resume +
                          "\" was trained on, which was \"" + checkpoint.corpus_name + "\".");
  Trainer trainer = resume(checkpoint, corpus);
  for (const std::string& assignment : options.settings) {
    const std::size_t sign = assignment.find('=');
    Settings changed = trainer.settings();
    try {
      set_setting(changed, assignment);
      if (changed != trainer.settings())
        trainer.set(assignment.substr(0, sign), assignment.substr(sign + 1));
    } catch (const Error& error) {
      throw UsageError(error.what());
    }
  }
  return trainer;
}

void describe(const Trainer& trainer) {
  const Corpus& corpus = trainer.corpus();
  remark(std::string(model_info(trainer.kind()).id) + " on " + corpus.name() + " (" +
         std::string(preprocessing_name(corpus.prepared_as())) +
         "): V = " + std::to_string(corpus.vocabulary().size()) + ", " +
         grouped(std::ssize(corpus.tokens(Part::train))) + " tokens for training, " +
         grouped(trainer.model().parameter_count()) + " parameters");
}

void print_summary(const Trainer& trainer, const TrainingResult& result, const PartValues& nll) {
  std::string text = "step " + grouped(trainer.steps());
  if (model_info(trainer.kind()).capabilities.epochs)
    text += ", epoch " + grouped(trainer.epochs_done());
  if (trainer.steps() > 0) text += ", loss " + shown(trainer.last().loss);
  if (result.seconds > 0 && result.tokens > 0)
    text +=
        ", " +
        grouped(static_cast<std::int64_t>(static_cast<double>(result.tokens) / result.seconds)) +
        " tokens/s";
  text += "\n";
  const auto row = [&](const char* name, double value) {
    text += std::string(name) + "  NLL " + shown(value) + "  perplexity " + shown(std::exp(value)) +
            "\n";
  };
  row("train", nll.train);
  row("dev  ", nll.dev);
  row("test ", nll.test);
  if (const PartValues unseen = unseen_parts(trainer); !std::isnan(unseen.train))
    text += "unseen contexts: dev " + shown(100 * unseen.dev) + " %, test " +
            shown(100 * unseen.test) + " %\n";
  SampleOptions options;
  options.count = 5;
  options.generator = model_info(trainer.kind()).generator(trainer.settings());
  try {
    for (const std::string& line :
         sample(trainer.model(), trainer.corpus().vocabulary(), trainer.corpus().kind(), options))
      text += "  " + line + "\n";
  } catch (const Error& error) {
    remark(error.what());  // print the figures all the same
  }
  print(text);
}

/// Saves the run to OUT.autosave while it trains; removed when --out is written.
class Autosave {
 public:
  Autosave(const TrainFlags& options, const Trainer& trainer)
      : trainer_(trainer), path_(options.out + ".autosave"), every_(options.autosave) {
    if (options.out.empty() || !can_be_replaced(options.out)) every_ = 0;  // no place beside it
    if (every_ > 0 && file_exists(path_) && options.resume != path_)
      throw Error("\"" + path_ +
                  "\" is there, which holds what another run had reached when it was " +
                  "cut off. Go on with it by --resume " + path_ + ", or remove it.");
  }

  double every() const { return every_; }
  /// Reports a failure once: a disk that is full now may have room again when training ends.
  void save() {
    try {
      write_file(path_, save_checkpoint(trainer_));
      step_ = trainer_.steps();
    } catch (const Error& error) {
      if (!failed_) remark(std::string("No autosave: ") + error.what() + " Training goes on.");
      failed_ = true;
    }
  }
  /// Saves the run.
  void remove(const TrainFlags& options) {
    if (step_ >= 0 || (every_ > 0 && options.resume == path_)) remove_file(path_);
  }
  /// Where the last autosave is, for the message that --out failed.
  std::string remains() const {
    return step_ < 0 ? "" : " Step " + std::to_string(step_) + " is in \"" + path_ + "\".";
  }

 private:
  const Trainer& trainer_;
  std::string path_;
  double every_;
  std::int64_t step_ = -1;  // saved last
  bool failed_ = false;
};

void save(const TrainFlags& options, const Trainer& trainer, bool interrupted, Autosave& autosave) {
  try {
    write_file(options.out, save_checkpoint(trainer));
  } catch (const Error& error) {
    throw Error(error.what() + autosave.remains());
  }
  autosave.remove(options);
  remark((interrupted ? "Interrupted; saved " : "Saved ") + options.out + " at step " +
         std::to_string(trainer.steps()) + ".");
}

void run(const TrainFlags& options) {
  if (options.model.empty() && options.resume.empty() && options.preset.empty())
    throw UsageError("Say what to train: --model " + model_ids() +
                     " (or --preset a run of the courses, or --resume a checkpoint).");
  if (!options.resume.empty() && !options.batch_order.empty())
    throw UsageError(
        "A checkpoint contains its batch order: use either --batch-order or --resume.");
  if (!options.out.empty()) check_writable(options.out);
  std::optional<PresetRun> preset;
  if (!options.preset.empty()) preset.emplace(wanted_preset(options.preset));
  Trainer trainer = preset                   ? start_preset(preset->preset(), options.data)
                    : options.resume.empty() ? new_run(options)
                                             : continued_run(options);
  trainer.set_threads(options.threads);
  Autosave autosave(options, trainer);
  TrainingPlan plan;
  plan.most_steps = options.steps;
  Evaluator evaluator(trainer.shared_corpus());
  if (preset) {
    plan.most_steps = preset->preset().steps;
    plan.after_step = [&] { preset->observe(trainer, evaluator); };
  } else if (plan.most_steps == 0 && trainer.settings().epochs == 0) {
    const ModelInfo& info = model_info(trainer.kind());
    plan.most_steps = info.usual_steps;
    // Without this, a resumed run that counts epochs would never end.
    if (!options.resume.empty() && options.batch_order.empty() && info.usual_epochs > 0)
      plan.most_steps = info.usual_epochs * trainer.steps_per_epoch();
  }
  plan.autosave_every = autosave.every();
  plan.autosave = [&] { autosave.save(); };
  describe(trainer);
  if (!trainer.diverged().empty()) throw Error(trainer.diverged());

  defer_interrupts("\nbabble: Interrupted twice; nothing was saved since the last autosave.\n");
  const TrainingResult result = train(trainer, plan);
  if (!options.out.empty()) save(options, trainer, result.interrupted, autosave);
  const char* const too_early =
      options.out.empty()
          ? "\nbabble: Interrupted before the figures were there.\n"
          : "\nbabble: Interrupted before the figures were there; the model is saved.\n";
  answer_interrupts(too_early);
  if (interrupted() && !result.interrupted)  // during the save
    throw Error(std::string(too_early).substr(std::string_view("\nbabble: ").size()));
  const PartValues nll = evaluate_parts(trainer);
  if (options.json) {
    auto json = training_json(trainer, result, nll);
    if (preset) json["preset"] = preset_json(*preset);
    print(json_text(json) + "\n");
  } else {
    print_summary(trainer, result, nll);
    if (preset) print(preset_text(*preset));
  }
  flush_output();
  if (!trainer.diverged().empty()) throw Error(trainer.diverged());
  if (result.interrupted && options.out.empty())
    throw Error("Interrupted at step " + std::to_string(trainer.steps()) +
                "; nothing was saved, because there was no --out.");
  if (const int differing = preset ? differing_figures(*preset) : 0; differing > 0)
    throw Error(std::to_string(differing) + " of " + std::to_string(preset->rows().size()) +
                " figures differ from those of the course.");
}

}  // namespace

Command train_command(CLI::App& app) {
  auto options = std::make_shared<TrainFlags>();
  CLI::App* parser = app.add_subcommand("train", "Train a model on a text");
  parser->add_option("--model", options->model, model_ids());
  parser->add_option("--data", options->data,
                     std::string(text_argument_help) + " (default: names)");
  add_settings_option(*parser, options->settings);
  parser
      ->add_option("--steps", options->steps,
                   "updates to make (default: as suits the model, or --set epochs=)")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1000000000000}));
  parser
      ->add_option("--threads", options->threads,
                   "threads that train (default: as many as suit the model; the figures are the "
                   "same for any)")
      ->check(CLI::Range(1, limits::max_threads));
  parser->add_option("--batch-order,--schedule", options->batch_order,
                     "JSON file with a recorded batch order, one entry an epoch");
  parser->add_option("--out", options->out, "write the model to this safetensors file");
  parser
      ->add_option(
          "--autosave", options->autosave,
          "with --out: seconds between two autosaves to OUT.autosave (default 60; 0 = none)")
      ->check(CLI::Range(0.0, 1e6));
  parser->add_option("--resume", options->resume,
                     "go on from this checkpoint; --steps are then further ones");
  CLI::Option* preset = parser->add_option(
      "--preset", options->preset,
      "repeat a run of the courses, and compare its figures with theirs: " + preset_ids());
  for (const char* own : {"--model", "--set", "--steps", "--batch-order", "--resume"})
    preset->excludes(parser->get_option(own));
  parser->add_flag("--json", options->json, "print one JSON object");
  parser->footer(
      "Ctrl-C stops after the step under way, saves to --out and says so (status 0); "
      "without --out the figures are printed and the status is 1.\n"
      "While it trains, OUT.autosave holds the run; it is removed when OUT is written. "
      "After a kill or a power cut, --resume OUT.autosave --out OUT continues to the same result "
      "as "
      "an uninterrupted run (set epochs= from the beginning; --steps counts anew).");
  return {parser, [options] { run(*options); }};
}

}  // namespace babble::cli
