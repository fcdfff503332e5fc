#include "ui/cards/common/code_card.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/base/numbers.h"
#include "core/models/registry.h"
#include "ui/base/format.h"

namespace babble::ui {
namespace {

constexpr std::string_view python_words =
    " False None True and as class def else for from global if import in is lambda not or raise "
    "return super while with yield ";

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

Color color_of(const Palette& p, CodePiece::Kind kind) {
  switch (kind) {
    case CodePiece::Kind::word:
      return p.accent;
    case CodePiece::Kind::number:
      return p.dev;
    case CodePiece::Kind::text:
      return p.good;
    case CodePiece::Kind::comment:
      return p.muted;
    case CodePiece::Kind::plain:
      break;
  }
  return p.text;
}

void save(Frame& frame, ModelKind kind, const char* ending, const char* media_type,
          const std::string& bytes) {
  app::Artifact file;
  file.file_name = "babble-" + std::string(model_info(kind).id) + ending;
  file.media_type = media_type;
  file.bytes = app::SharedBytes(bytes);
  frame.requests.files.push_back(std::move(file));
}

/// W, or the counts, as a small picture in a tooltip.
void small_picture(const Palette& p, int size, const std::function<double(int, int)>& value,
                   bool diverging) {
  const float cell = std::max(2.0f, std::floor(180.0f / static_cast<float>(size)));
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (int row = 0; row < size; ++row) {
    for (int column = 0; column < size; ++column) {
      const ImVec2 low(at.x + cell * static_cast<float>(column),
                       at.y + cell * static_cast<float>(row));
      const double t = value(row, column);
      list.AddRectFilled(low, ImVec2(low.x + cell, low.y + cell),
                         diverging ? p.diverging_at(t) : p.sequential_at(t));
    }
  }
  ImGui::Dummy(ImVec2(cell * static_cast<float>(size), cell * static_cast<float>(size)));
}

void figure_tooltip(Frame& frame, ModelKind kind, const std::string& figure,
                    const std::string& words) {
  const app::Snapshot& s = frame.snapshot;
  ImGui::BeginTooltip();
  text(frame, words, frame.palette.text, frame.fonts.small);
  constexpr int largest = 60;
  const app::MatrixView& W = s.neural_weights;
  if (figure == "weights" && kind == trained_bigram() && W.rows > 0 && W.rows <= largest) {
    float most = 1e-6f;
    for (const float w : W.values) most = std::max(most, std::abs(w));
    small_picture(
        frame.palette, W.rows, [&](int i, int j) { return static_cast<double>(W.at(i, j) / most); },
        true);
  } else if (figure == "counts" && s.counts.size > 0 && s.counts.size <= largest) {
    const auto at = [&](int i, int j) {
      return static_cast<double>(
          s.counts.counts[static_cast<std::size_t>(i) * static_cast<std::size_t>(s.counts.size) +
                          static_cast<std::size_t>(j)]);
    };
    double most = 1;
    for (const std::int64_t n : s.counts.counts) most = std::max(most, static_cast<double>(n));
    small_picture(
        frame.palette, s.counts.size, [&](int i, int j) { return std::sqrt(at(i, j) / most); },
        false);
  }
  ImGui::EndTooltip();
}

}  // namespace

std::vector<CodePiece> code_pieces(std::string_view line) {
  std::vector<CodePiece> pieces;
  while (!line.empty()) {
    const char c = line[0];
    std::size_t end = 1;
    auto kind = CodePiece::Kind::plain;
    if (c == '#') {
      kind = CodePiece::Kind::comment;
      end = line.size();
    } else if (c == '"') {
      kind = CodePiece::Kind::text;
      while (end < line.size() && line[end] != '"') end += line[end] == '\\' ? 2 : 1;
      end = std::min(line.size(), end + 1);
    } else if (is_name(c)) {
      while (end < line.size() && is_name(line[end])) ++end;
      const std::string_view name = line.substr(0, end);
      if (c >= '0' && c <= '9') {
        kind = CodePiece::Kind::number;
      } else if (python_words.find(" " + std::string(name) + " ") != std::string_view::npos) {
        kind = CodePiece::Kind::word;
      }
    } else {
      while (end < line.size() && !is_name(line[end]) && line[end] != '"' && line[end] != '#')
        ++end;
    }
    pieces.push_back({kind, line.substr(0, end)});
    line.remove_prefix(end);
  }
  return pieces;
}

std::string figure_words(const app::Snapshot& snapshot, ModelKind kind, std::string_view figure) {
  const app::ModelView& model = snapshot.model(kind);
  const app::CorpusView& corpus = snapshot.corpus;
  if (figure == "vocabulary") {
    std::string words = "V = " + grouped(static_cast<std::int64_t>(corpus.tokens.size())) + ":";
    for (std::size_t i = 0; i < std::min<std::size_t>(corpus.display.size(), 30); ++i)
      words += ' ' + corpus.display[i];
    return words;
  }
  if (figure == "split") {
    return "train " + grouped(corpus.train_tokens) + ", dev " + grouped(corpus.dev_tokens) +
           ", test " + grouped(corpus.test_tokens) + " tokens";
  }
  if (!model.exists) return {};
  const std::string step = " at step " + grouped(model.steps);
  if (figure == "loss" && model.steps > 0) return "loss " + fixed(model.loss, 4) + step;
  if (figure == "rate") return "learning rate: setting " + real_text(model.settings.learning_rate);
  if (figure == "parameters" || figure == "weights" || figure == "counts")
    return grouped(model.parameters) + " parameters" + step;
  if (figure == "nll" && !std::isnan(model.nll.train)) {
    return "NLL train " + fixed(model.nll.train, 4) +
           (std::isnan(model.nll.dev) ? "" : ", dev " + fixed(model.nll.dev, 4));
  }
  if (figure == "samples" && !model.samples.empty()) return model.samples[0].text;
  return {};
}

std::string describe_program(const app::Snapshot& snapshot, ModelKind kind) {
  const auto& program = snapshot.program;
  if (!program || program->kind != kind || program->sections.empty()) return {};
  const app::ProgramView::Section& last = program->sections.back();
  return " The card In PyTorch has the same run as a program of " +
         grouped(last.first + static_cast<std::int64_t>(last.lines.size()) - 1) +
         " lines, to copy or to save.";
}

void CodeCard::follow(const std::shared_ptr<const app::ProgramView>& program) {
  if (program == seen_) return;
  seen_ = program;
  const auto& sections = program->sections;
  part_ = std::clamp(part_, 0, std::max(0, static_cast<int>(sections.size()) - 1));
  // The first part but the expectations at the top that a change of a setting has changed.
  for (std::size_t i = 1; i < sections.size(); ++i) {
    const auto& lines = sections[i].lines;
    if (std::none_of(lines.begin(), lines.end(), [](const auto& line) { return line.changed; }))
      continue;
    part_ = static_cast<int>(i);
    return;
  }
}

void CodeCard::draw_part(Frame& frame, const app::ProgramView::Section& section) {
  const Palette& p = frame.palette;
  ImFont* const font = frame.fonts.mono_small;
  const float width = ImGui::GetContentRegionAvail().x, height = line_height(font) + 3;
  const float margin = text_size(font, "000 ").x;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  int number = section.first;
  for (const app::ProgramView::Line& line : section.lines) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const std::string wrapped = wrap_text(font, line.text, std::max(80.0f, width - margin));
    const auto rows = static_cast<float>(1 + std::count(wrapped.begin(), wrapped.end(), '\n'));
    ImGui::Dummy(ImVec2(width, height * rows));
    const bool visible = ImGui::IsItemVisible(), hovered = ImGui::IsItemHovered();
    if (visible) {
      if (line.changed) {
        list.AddRectFilled(at, ImVec2(at.x + width, at.y + height * rows), p.accent_soft, 3);
      }
      draw_aligned(list, font, ImVec2(at.x + margin - 8, at.y), 1, 0,
                   line.figure.empty() ? p.faint : p.accent, std::to_string(number));
      ImVec2 pen(at.x + margin, at.y);
      for (const CodePiece& piece : code_pieces(wrapped)) {
        std::string_view rest = piece.text;
        while (!rest.empty()) {
          const std::size_t end = std::min(rest.find('\n'), rest.size());
          draw_text(list, font, pen, color_of(p, piece.kind), rest.substr(0, end));
          pen.x += text_size(font, rest.substr(0, end)).x;
          if (end < rest.size()) pen = ImVec2(at.x + margin, pen.y + height);
          rest.remove_prefix(std::min(rest.size(), end + 1));
        }
      }
    }
    if (hovered && !line.figure.empty() && frame.pointer_moved) {
      const std::string words = figure_words(frame.snapshot, seen_->kind, line.figure);
      if (!words.empty()) figure_tooltip(frame, seen_->kind, line.figure, words);
    }
    ++number;
  }
}

void CodeCard::draw(Frame& frame, ModelKind kind) {
  static constexpr Help help{
      "A program that does what this page does with these settings and this text, with the same "
      "random numbers, losses and samples. Change a setting: the lines that changed are marked. "
      "Point at a line with a coloured number for the figure that it makes."};
  const Card card(frame, "code", "In PyTorch", &help);
  const auto& program = frame.snapshot.program;
  if (!program || program->kind != kind || program->sections.empty()) {
    paragraph(frame, program && program->kind == kind && !program->error.empty()
                         ? std::string_view(program->error)
                         : "The program is written once there is a model.");
    return;
  }
  follow(program);
  const int parts = static_cast<int>(program->sections.size());
  ButtonLook look;
  look.enabled = part_ > 0;
  look.tip = "The part of the program before this one";
  if (button(frame, "code.back", "Back", look)) --part_;
  ImGui::SameLine(0, 8);
  look.enabled = part_ + 1 < parts;
  look.tip = "The next part of the program";
  if (button(frame, "code.next", "Next", look)) ++part_;
  ImGui::SameLine(0, 10);
  inline_label(frame, "part " + std::to_string(part_ + 1) + " of " + std::to_string(parts),
               frame.palette.muted, frame.fonts.small);
  gap(2);
  draw_part(frame, program->sections[static_cast<std::size_t>(part_)]);
  gap(4);
  if (button(frame, "code.copy", "Copy", {.tip = "The whole program"}))
    ImGui::SetClipboardText(program->python.c_str());
  same_line_if_fits(button_width(frame, "Python file"));
  if (button(frame, "code.python", "Python file", {.icon = Icon::save}))
    save(frame, kind, ".py", "text/x-python;charset=utf-8", program->python);
  same_line_if_fits(button_width(frame, "Notebook"));
  if (button(frame, "code.notebook", "Notebook", {.icon = Icon::save}))
    save(frame, kind, ".ipynb", "application/x-ipynb+json", program->notebook);
}

}  // namespace babble::ui
