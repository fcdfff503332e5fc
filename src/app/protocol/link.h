// All settings as the text behind "#" in the page's address, for lesson links. The page, the
// desktop program and the tests use this reader and writer.
//
//   #chapter=rnn&corpus=tale&seed=42&rnn.hidden_size=128&rnn.loss.unit=perplexity&theme=dark&hide=walk
//
// A key is one of the fixed ones below, a row of the settings table ("seed" for all models,
// "rnn.hidden_size" for one, "learning_rate" for each that has it), or "chapter.control": the state
// of a control of that chapter. Former setting keys ("rnn.hidden") are accepted. Only what differs
// from the defaults is written. Values are percent-encoded. Links never contain a text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/protocol/snapshot.h"
#include "core/settings/settings.h"

namespace babble::app {

struct Link {
  std::string chapter;             ///< empty: the first one
  std::string corpus;              ///< "names", "tale", "word", "own" (the user's text), or empty
  std::string text_name;           ///< of the user's text: what the file was called
  std::string theme;               ///< "light", "dark", or empty: as the system
  std::vector<std::string> hide;   ///< groups of controls that a lesson hides
  std::int64_t steps = 0;          ///< training steps of the chapter's model
  std::vector<Settings> settings;  ///< by ModelKind
  std::vector<std::pair<std::string, std::string>> views;  ///< "chapter.control", value
  std::vector<std::string> refused;  ///< by parse_link: a sentence for each invalid part

  Link();
};

/// Reads the text, with or without its "#". Never throws Error: invalid parts are ignored and
/// reported in `refused`.
Link parse_link(std::string_view text);

/// The text of a link, without "#"; empty if all is at its default.
std::string link_text(const Link& link);

/// Corpus and settings of a snapshot.
Link link_of(const Snapshot& snapshot);

}  // namespace babble::app
