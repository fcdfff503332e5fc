// A run as a program in PyTorch: one Python file, or a notebook, that needs nothing but torch. It
// prepares the text, splits it, draws the initial weights and the mini-batches, trains, evaluates
// and samples as the run here does, number by number; it reads and writes this program's
// checkpoints, and under torchrun it trains on several processes or machines.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/models/pytorch_part.h"
#include "core/training/trainer.h"

namespace babble {

struct ProgramOptions {
  std::string data;        ///< path of the text; empty: that of the corpus's name
  std::string checkpoint;  ///< path that it goes on from; empty: from the seed
  std::int64_t steps = 0;  ///< after which it ends by itself; 0: as is usual for the model
};

/// What a program prints, for comments in it.
struct ExpectedFigures {
  std::int64_t steps = 0;                           ///< made from the start
  std::vector<double> losses;                       ///< of these steps
  std::vector<std::pair<std::string, double>> nll;  ///< of each part that is not empty, then
  std::vector<std::string> samples;                 ///< five, then
};

/// Makes up to ten steps of a run and draws from it. Empty where that would take more than
/// `most_operations` of floating-point numbers.
ExpectedFigures expected_figures(Trainer& trainer, double most_operations = 2e10);

/// The sections of the program that does what a trainer does that starts, or goes on, from `state`.
std::vector<PythonSection> pytorch_sections(const Corpus& corpus, const TrainingState& state,
                                            const ProgramOptions& options,
                                            const ExpectedFigures& expected);

struct ProgramLine {
  std::string text;
  std::string figure;  ///< that the line makes: "loss"; mostly empty
};
std::vector<ProgramLine> program_lines(const std::vector<PythonSection>& sections);

/// The file, UTF-8 with line feeds.
std::string python_file(const std::vector<PythonSection>& sections);
/// The same in cells, each below its sentence: a Jupyter notebook (nbformat 4.5).
std::string notebook_file(const std::vector<PythonSection>& sections);

}  // namespace babble
