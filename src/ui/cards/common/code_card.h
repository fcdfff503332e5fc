// The card "In PyTorch": the run as a program that does the same, part by part.
#pragma once

#include <memory>
#include <string_view>

#include "ui/widgets/widgets.h"

namespace babble::ui {

class CodeCard {
 public:
  void draw(Frame& frame, ModelKind kind);

 private:
  void draw_part(Frame& frame, const app::ProgramView::Section& section);
  void follow(const std::shared_ptr<const app::ProgramView>& program);

  std::shared_ptr<const app::ProgramView> seen_;
  int part_ = 0;
};

/// A sentence for screen readers; empty where there is no program of this model.
std::string describe_program(const app::Snapshot& snapshot, ModelKind kind);

/// What a line of the program makes now: "loss 2.4540 at step 300". Empty where there is nothing.
std::string figure_words(const app::Snapshot& snapshot, ModelKind kind, std::string_view figure);

/// A piece of a line of Python with its meaning.
struct CodePiece {
  enum class Kind { plain, word, number, text, comment };
  Kind kind;
  std::string_view text;
};
std::vector<CodePiece> code_pieces(std::string_view line);

}  // namespace babble::ui
