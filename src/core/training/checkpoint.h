// A model with its run in one safetensors file, which PyTorch opens too:
//   8 bytes  little-endian length n of the header
//   n bytes  JSON: {"__metadata__": {strings}, name: {"dtype", "shape", "data_offsets"}, …}
//   the rest tensors, row-major, little-endian
// Tensors have their textbook names (F32; N of the count bigram I64), those of an optimizer begin
// with "optimizer.". Settings, vocabulary, generator, mini-batch position and history are strings
// in the metadata. A program that `babble export` wrote saves less: what it leaves out is as at the
// start of a run, `more_steps` has the steps that came since, and `corpus_crc32` stands for
// `corpus_fingerprint`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/data/corpus.h"
#include "core/data/vocabulary.h"
#include "core/training/trainer.h"

namespace babble {

struct Checkpoint {
  TrainingState state;
  Vocabulary vocabulary;
  CorpusKind corpus_kind = CorpusKind::lines;
  std::string corpus_name;
  std::uint64_t corpus_fingerprint = 0;  ///< Corpus::fingerprint() of the corpus it was made on
  std::optional<std::uint32_t> corpus_crc32;  ///< in its place: the CRC-32 of its training part

  bool is_of(const Corpus& corpus) const;
};

/// Whether the bytes begin like a safetensors file.
bool looks_like_checkpoint(std::string_view bytes);
std::string save_checkpoint(const Trainer& trainer);
/// Checks every length, offset, shape and value; throws Error with the reason.
Checkpoint load_checkpoint(std::string_view bytes);

/// Continues training. Throws Error if `corpus` is not the one the checkpoint was made on.
Trainer resume(const Checkpoint& checkpoint, std::shared_ptr<const Corpus> corpus);

}  // namespace babble
