#include "core/training/checkpoint.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/hexadecimal.h"
#include "core/base/json_text.h"
#include "core/base/numbers.h"
#include "core/base/shown_text.h"
#include "core/models/registry.h"
#include "core/random/generator.h"
#include "core/training/safetensors.h"

namespace babble {
namespace {

using json = nlohmann::ordered_json;

constexpr const char* format_name = "babble";
constexpr const char* format_version = "1";

[[noreturn]] void refuse(const std::string& reason) {
  throw Error("This checkpoint cannot be opened: " + reason + ".");
}

const std::string& metadata(const SafetensorsFile& file, const char* key) {
  const auto found = file.metadata.find(key);
  if (found == file.metadata.end()) refuse(std::string("its metadata lack '") + key + "'");
  return found->second;
}

json parsed(const SafetensorsFile& file, const char* key) {
  json value = parse_json(metadata(file, key));
  if (value.is_discarded()) refuse(std::string("'") + key + "' of its metadata is not JSON");
  return value;
}

std::int64_t whole_number(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_integer()) {
    refuse(std::string("'") + key + "' of its training is not a whole number");
  }
  const auto value = found->get<std::int64_t>();
  if (value < 0 || value > std::int64_t{1} << 53) {
    refuse(std::string("'") + key + "' of its training is out of range");
  }
  return value;
}

double real_number(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) {
    refuse(std::string("'") + key + "' of its training is not a number");
  }
  return found->get<double>();
}

bool truth(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_boolean()) {
    refuse(std::string("'") + key + "' of its training is not true or false");
  }
  return found->get<bool>();
}

// Only the report of a run that diverged is not finite; its sentence has the details.
double finite_or_zero(double value) { return std::isfinite(value) ? value : 0; }

std::string training_text(const TrainingState& state) {
  const StepReport& last = state.last;
  return json{{"steps", state.steps},
              {"epochs", state.epochs},
              {"tokens", state.tokens},
              {"epoch_loss_sum", state.epoch_loss_sum},
              {"epoch_tokens", state.epoch_tokens},
              {"recorded_order", state.recorded_order},
              {"diverged", state.diverged},
              {"last",
               {{"loss", finite_or_zero(last.loss)},
                {"nll", finite_or_zero(last.nll)},
                {"gradient_norm", finite_or_zero(last.gradient_norm)},
                {"clipped_norm", finite_or_zero(last.clipped_norm)},
                {"clipped", last.clipped},
                {"tokens", last.tokens},
                {"epoch_ended", last.epoch_ended},
                {"finite", last.finite}}}}
      .dump();
}

void read_training(const json& value, TrainingState& state) {
  if (!value.is_object()) refuse("'training' of its metadata is not a JSON object");
  state.steps = whole_number(value, "steps");
  state.epochs = whole_number(value, "epochs");
  state.tokens = whole_number(value, "tokens");
  state.epoch_loss_sum = real_number(value, "epoch_loss_sum");
  state.epoch_tokens = whole_number(value, "epoch_tokens");
  state.recorded_order = truth(
      value, value.contains("scheduled") ? "scheduled" : "recorded_order");  // former key first
  const auto diverged = value.find("diverged");
  if (diverged == value.end() || !diverged->is_string()) {
    refuse("'diverged' of its training is not a text");
  }
  state.diverged = diverged->get<std::string>();
  const auto last = value.find("last");
  if (last == value.end() || !last->is_object()) refuse("its training lacks the last step");
  state.last.loss = real_number(*last, "loss");
  state.last.nll = real_number(*last, "nll");
  state.last.gradient_norm = real_number(*last, "gradient_norm");
  state.last.clipped_norm = real_number(*last, "clipped_norm");
  state.last.clipped = truth(*last, "clipped");
  state.last.tokens = whole_number(*last, "tokens");
  state.last.epoch_ended = truth(*last, "epoch_ended");
  state.last.finite = truth(*last, "finite");
}

Vocabulary read_vocabulary(const json& value, TokenUnit unit) {
  if (!value.is_array()) refuse("its vocabulary is not a list");
  std::vector<std::string> tokens;
  for (const json& token : value) {
    if (!token.is_string()) refuse("its vocabulary holds something that is not a text");
    tokens.push_back(token.get<std::string>());
  }
  return Vocabulary::from_tokens(tokens, unit);
}

std::string fingerprint_text(std::uint64_t value) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return to_hexadecimal(bytes);
}

std::uint64_t read_fingerprint(const std::string& text) {
  const std::optional<std::string> bytes = from_hexadecimal(text);
  if (!bytes || bytes->size() != 8) refuse("the mark of its corpus has not 16 hexadecimal digits");
  std::uint64_t value = 0;
  for (const char byte : *bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

std::uint32_t read_crc32(const std::string& text) {
  const std::optional<std::int64_t> value = parse_integer(text);
  if (!value || *value < 0 || *value > std::int64_t{0xFFFFFFFF})
    refuse("the CRC-32 of its corpus " + in_quotes(text) + " is not a number");
  return static_cast<std::uint32_t>(*value);
}

// zlib's CRC-32 of the tokens as Python prints a list of them.
std::uint32_t crc32_of(std::span<const TokenId> tokens) {
  std::string text = "[";
  for (const TokenId token : tokens) text += std::to_string(token) + ", ";
  if (!tokens.empty()) text.resize(text.size() - 2);
  std::uint32_t crc = ~0u;
  for (const char c : text + "]") {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
  }
  return ~crc;
}

// An exported program's file: what it leaves out is as at the start of a run.
void complete(std::map<std::string, std::string>& metadata) {
  TrainingState start;
  metadata.insert({"generator", ""});
  metadata.insert({"batches", ""});
  metadata.insert({"batch_order", "[]"});
  metadata.insert({"history", start.history.save()});
  metadata.insert({"corpus_fingerprint", fingerprint_text(0)});
  json training = parse_json(metadata["training"]);
  if (!training.is_object()) return;
  json all = parse_json(training_text(start));
  all.update(training);
  metadata["training"] = all.dump();
}

// Steps as an exported program lists them: [loss, NLL, norm of the gradient, tokens, tokens of the
// epoch so far, whether it ended]. The state counts them already, but for the sums and the curves.
void add_steps(const json& steps, TrainingState& state) {
  const auto is_step = [](const json& step) {
    return step.is_array() && step.size() == 6 && step[0].is_number() && step[1].is_number() &&
           step[2].is_number() && step[3].is_number_unsigned() && step[4].is_number_unsigned() &&
           step[4] >= step[3] && step[5].is_boolean();
  };
  if (!steps.is_array() || !std::all_of(steps.begin(), steps.end(), is_step))
    refuse("'more_steps' is not a list of steps");
  for (const json& step : steps) {
    --state.steps;
    state.epochs -= step[5].get<bool>();
  }
  if (state.steps < 0 || state.epochs < 0) refuse("it has more steps than it says");
  const bool clips = model_info(state.kind).uses("max_grad_norm");
  for (const json& step : steps) {
    StepReport report;
    report.loss = step[0];
    report.nll = step[1];
    report.gradient_norm = report.clipped_norm = step[2];
    report.tokens = step[3];
    report.epoch_ended = step[5];
    report.clipped = clips && clip_scale(report.gradient_norm, state.settings.max_grad_norm) != 1;
    if (report.clipped) report.clipped_norm = state.settings.max_grad_norm;
    state.epoch_tokens = step[4].get<std::int64_t>() - report.tokens;
    record_step(state, report, clips);
  }
}

// Throws Error unless the file's tensor has the type and the shape, and every value is finite.
Tensor read_tensor(const SafetensorsFile& file, const SafetensorsFile::Entry& entry,
                   const TensorSpec& spec) {
  const std::string name = "tensor " + in_quotes(entry.name);
  const char* const dtype = spec.integers ? "I64" : "F32";
  if (entry.dtype != dtype && !entry.data.empty()) refuse(name + " is not of dtype " + dtype);
  const std::vector<int> shape(entry.shape.begin(), entry.shape.end());
  if (!spec.accepts(shape)) {
    refuse(name + " does not have the shape that its settings and vocabulary ask for");
  }
  Tensor tensor{spec.name, shape, {}, {}};
  if (spec.integers) {
    tensor.integers = file.values<std::int64_t>(entry);
  } else {
    tensor.values = file.values<float>(entry);
  }
  for (const float value : tensor.values) {
    if (!std::isfinite(value)) refuse(name + " holds a value that is not a finite number");
  }
  return tensor;
}

void write_tensor(SafetensorsWriter& writer, const Tensor& tensor) {
  const std::vector<std::int64_t> shape(tensor.shape.begin(), tensor.shape.end());
  if (tensor.integers.empty()) {
    writer.add<float>(tensor.name, shape, tensor.values);
  } else {
    writer.add<std::int64_t>(tensor.name, shape, tensor.integers);
  }
}

// Sorts the file's tensors by what they belong to. Throws Error for one that belongs to nothing.
void read_tensors(const SafetensorsFile& file, TrainingState& state) {
  const ModelInfo& info = model_info(state.kind);
  const std::vector<TensorSpec> specs = info.tensors(state.vocabulary_size, state.settings);
  std::vector<TensorSpec> carried =
      info.carried ? info.carried(state.settings) : std::vector<TensorSpec>();
  const auto take = [&](const std::vector<TensorSpec>& from, const SafetensorsFile::Entry& entry,
                        std::vector<Tensor>& to) {
    const auto spec = std::find_if(from.begin(), from.end(),
                                   [&](const TensorSpec& one) { return one.name == entry.name; });
    if (spec == from.end()) return false;
    to.push_back(read_tensor(file, entry, *spec));
    return true;
  };
  // A small text has fewer sequences than the batch size; the learner checks how many.
  for (TensorSpec& spec : carried) {
    for (const SafetensorsFile::Entry& entry : file.entries) {
      if (entry.name != spec.name || entry.shape.empty()) continue;
      if (entry.shape[0] > 0 && entry.shape[0] < spec.shape[0])
        spec.shape[0] = static_cast<int>(entry.shape[0]);
    }
  }
  for (const SafetensorsFile::Entry& entry : file.entries) {
    if (take(specs, entry, state.tensors) || take(carried, entry, state.carried)) continue;
    if (entry.name.starts_with("optimizer.")) {
      TensorSpec spec{entry.name, {}, entry.dtype == "I64"};
      for (const std::int64_t extent : entry.shape) spec.shape.push_back(static_cast<int>(extent));
      state.optimizer.push_back(read_tensor(file, entry, spec));
      continue;
    }
    refuse("it has an unknown tensor " + in_quotes(entry.name));
  }
}

}  // namespace

bool Checkpoint::is_of(const Corpus& corpus) const {
  if (!corpus_crc32) return corpus.fingerprint() == corpus_fingerprint;
  return corpus.kind() == corpus_kind && corpus.vocabulary() == vocabulary &&
         crc32_of(corpus.tokens(Part::train)) == *corpus_crc32;
}

bool looks_like_checkpoint(std::string_view bytes) { return looks_like_safetensors(bytes); }

std::string save_checkpoint(const Trainer& trainer) {
  const TrainingState state = trainer.state();
  const Corpus& corpus = trainer.corpus();
  SafetensorsWriter writer;
  writer.metadata["format"] = format_name;
  writer.metadata["version"] = format_version;
  writer.metadata["model"] = model_info(state.kind).id;
  writer.metadata["settings"] = settings_json(state.settings);
  writer.metadata["vocabulary"] = json(corpus.vocabulary().tokens()).dump();
  writer.metadata["corpus_kind"] = corpus.kind() == CorpusKind::lines ? "lines" : "text";
  writer.metadata["corpus_name"] = corpus.name();
  writer.metadata["corpus_fingerprint"] = fingerprint_text(corpus.fingerprint());
  writer.metadata["generator"] = state.generator;
  writer.metadata["batches"] = state.batches;
  writer.metadata["batch_order"] = batch_order_text(state.batch_order);
  writer.metadata["training"] = training_text(state);
  writer.metadata["history"] = state.history.save();
  for (const auto* tensors : {&state.tensors, &state.carried, &state.optimizer}) {
    for (const Tensor& tensor : *tensors) write_tensor(writer, tensor);
  }
  return writer.bytes();
}

Checkpoint load_checkpoint(std::string_view bytes) {
  SafetensorsFile file = SafetensorsFile::read(bytes);
  const bool exported = file.metadata.contains("more_steps");
  if (exported) complete(file.metadata);
  const auto format = file.metadata.find("format");
  if (format == file.metadata.end() || format->second != format_name) {
    refuse("it is a safetensors file, but not one that this program wrote");
  }
  if (metadata(file, "version") != format_version) {
    refuse("it has version " + in_quotes(metadata(file, "version")) +
           ", and this program reads version " + format_version);
  }
  Checkpoint checkpoint;
  TrainingState& state = checkpoint.state;
  state.kind = model_kind(metadata(file, "model"));
  const ModelInfo& info = model_info(state.kind);
  state.settings = settings_from_json(metadata(file, "settings"), info.defaults);
  // Files from before the recurrent networks had these settings, which came together, hold the
  // values of other models in them.
  if (!exported && info.uses("detach") && !parsed(file, "settings").contains("detach")) {
    for (const char* key : {"activation", "embedding"})
      set_setting(state.settings, key, setting_text(info.defaults, key));
  }
  info.check_settings(state.settings);
  checkpoint.vocabulary = read_vocabulary(parsed(file, "vocabulary"), state.settings.tokens);
  state.vocabulary_size = checkpoint.vocabulary.size();
  const std::string& kind = metadata(file, "corpus_kind");
  if (kind != "lines" && kind != "text") refuse("the kind of its corpus is unknown");
  checkpoint.corpus_kind = kind == "lines" ? CorpusKind::lines : CorpusKind::text;
  checkpoint.corpus_name = metadata(file, "corpus_name");
  checkpoint.corpus_fingerprint = read_fingerprint(metadata(file, "corpus_fingerprint"));
  if (exported) checkpoint.corpus_crc32 = read_crc32(metadata(file, "corpus_crc32"));
  state.generator = metadata(file, "generator");
  if (info.capabilities.trained)
    make_generator(info.generator(state.settings), 0)->restore(state.generator);
  state.batches = metadata(file, "batches");
  state.batch_order = parse_batch_order(metadata(
      file, file.metadata.contains("schedule") ? "schedule" : "batch_order"));  // former key first
  read_training(parsed(file, "training"), state);
  state.history.restore(metadata(file, "history"));
  if (exported) add_steps(parsed(file, "more_steps"), state);

  read_tensors(file, state);
  make_model(state);  // throws where a tensor is missing
  if (info.capabilities.trained)
    make_optimizer(state.settings, info.tensors(state.vocabulary_size, state.settings))
        ->restore(state.optimizer);
  return checkpoint;
}

Trainer resume(const Checkpoint& checkpoint, std::shared_ptr<const Corpus> corpus) {
  if (!checkpoint.is_of(*corpus)) {
    throw Error("The checkpoint was trained on " + in_quotes(checkpoint.corpus_name) + ", and " +
                in_quotes(corpus->name()) +
                " is another text, or prepared or split in another way. Training can go on with "
                "the same text and the same data settings only.");
  }
  return Trainer(std::move(corpus), checkpoint.state);
}

}  // namespace babble
