#include "app/views/program_text.h"

#include <set>

#include "core/base/error.h"
#include "core/export/pytorch_program.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr double program_operations = 3e8;  // of the expected figures: some hundredths of a second

ProgramView program_of(const Corpus& corpus, ModelKind kind, const Settings& settings) {
  ProgramView view;
  view.kind = kind;
  TrainingState state;
  state.kind = kind;
  state.vocabulary_size = corpus.vocabulary().size();
  state.settings = settings;
  std::vector<PythonSection> sections;
  try {
    // The trainer lives no longer than this call, and so does its share of the corpus.
    Trainer trainer(std::shared_ptr<const Corpus>(std::shared_ptr<void>(), &corpus), kind,
                    settings);
    sections = pytorch_sections(corpus, state, {}, expected_figures(trainer, program_operations));
  } catch (const Error& error) {
    view.error = error.what();
    return view;
  }
  view.python = python_file(sections);
  view.notebook = notebook_file(sections);
  int line = 1;
  for (const PythonSection& section : sections) {
    ProgramView::Section part{section.sentence, {}, line};
    for (ProgramLine& one : program_lines({section}))
      part.lines.push_back({std::move(one.text), std::move(one.figure)});
    line += static_cast<int>(part.lines.size()) + 1;
    view.sections.push_back(std::move(part));
  }
  return view;
}

void mark_changes(const ProgramView& before, ProgramView& now) {
  std::set<std::string_view> known;
  for (const ProgramView::Section& section : before.sections)
    for (const ProgramView::Line& line : section.lines) known.insert(line.text);
  for (ProgramView::Section& section : now.sections)
    for (ProgramView::Line& line : section.lines) line.changed = !known.contains(line.text);
}

}  // namespace

View::Stamp ProgramText::stamp(const ViewContext& context) const {
  const OpenModel& open = context.model(context.active);
  // Asked for before every slice of training, so that the text of the settings would be too slow.
  if (settings_ != *open.settings) {
    settings_ = *open.settings;
    ++changes_;
  }
  return {{context.active.index(), changes_}, 0};
}

bool ProgramText::fill(const ViewContext& context, double, Snapshot& snapshot) {
  const OpenModel& open = context.model(context.active);
  auto view =
      std::make_shared<ProgramView>(program_of(context.corpus, context.active, *open.settings));
  const auto& before = snapshot.program;
  if (before && before->kind == view->kind && before->error.empty()) mark_changes(*before, *view);
  snapshot.program = std::move(view);
  return true;
}

}  // namespace babble::app
