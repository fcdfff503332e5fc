// The active model's run as a program in PyTorch, as the card "In PyTorch" shows it.
#pragma once

#include <string>
#include <vector>

#include "core/models/model_kind.h"

namespace babble::app {

struct ProgramView {
  struct Line {
    std::string text;
    std::string figure;    ///< that the line makes: "loss"; mostly empty
    bool changed = false;  ///< was not in the program of the settings before
  };
  struct Section {
    std::string sentence;
    std::vector<Line> lines;
    int first = 0;  ///< the number of its first line in the file, from 1
  };
  ModelKind kind{};
  std::vector<Section> sections;
  std::string python, notebook;  ///< the files
  std::string error;             ///< a sentence where there is no program, else empty
};

}  // namespace babble::app
