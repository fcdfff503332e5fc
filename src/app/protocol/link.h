// Everything that is set, as the text behind "#" in the page's address: what a teacher sends and a
// learner opens. One reader and one writer, for the page, the desktop program and the tests.
//
//   #chapter=rnn&corpus=tale&seed=42&rnn.hidden_size=128&rnn.loss.unit=perplexity&theme=dark&hide=walk
//
// A key is one of the fixed ones below, a row of the settings table ("seed" for all models,
// "rnn.hidden" for one, "learning_rate" for each that has it), or "chapter.control": how a view of
// that chapter is set. Only what differs from the defaults is written. Values are percent-encoded.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/protocol/snapshot.h"
#include "core/models/model_kind.h"
#include "core/settings/settings.h"

namespace babble::app {

struct Link {
  std::string chapter;  ///< empty: the first one
  std::string corpus;   ///< "names", "tale", "own" (a text that a link cannot carry), or empty
  std::string theme;    ///< "light", "dark", or empty: by the system's choice
  std::vector<std::string> hide;   ///< groups of controls that a lesson does without
  std::int64_t steps = 0;          ///< how far the chapter's model has been trained
  std::vector<Settings> settings;  ///< of each ModelKind
  std::vector<std::pair<std::string, std::string>> views;  ///< "chapter.control", value
  std::vector<std::string> refused;  ///< by parse_link: a sentence for each part not taken

  Link();
};

/// Reads the text, with or without its "#". Never throws: what cannot be taken is left at its
/// default and said in `refused`.
Link parse_link(std::string_view text);

/// The other way round, without "#"; empty where all is at its default.
std::string link_text(const Link& link);

/// Corpus and settings as a snapshot has them.
Link link_of(const Snapshot& snapshot);

}  // namespace babble::app
