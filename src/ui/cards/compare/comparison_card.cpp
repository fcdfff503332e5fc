#include "ui/cards/compare/comparison_card.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "core/base/numbers.h"
#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/cards/common/model_cards.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

// Categories for saved runs: first those whose colours differ most from those of the models.
constexpr std::size_t run_colors[] = {1, 3, 4, 5, 7, 0, 2, 6};

std::string comparison_csv(const std::vector<ComparisonRow>& rows) {
  std::string out =
      "name,settings,parameters,nll train,nll dev,nll test,perplexity train,perplexity dev,"
      "perplexity test,steps,seconds\n";
  for (const ComparisonRow& row : rows) {
    if (!row.known) continue;
    out += csv_cell(row.name);
    out += ',';
    out += csv_cell(row.details);
    out += ',';
    out += std::to_string(row.parameters);
    for (const bool perplexity : {false, true}) {
      for (const double nll : {row.nll.train, row.nll.dev, row.nll.test}) {
        out += ',';
        out += csv_cell(perplexity ? std::exp(nll) : nll);
      }
    }
    out += ',';
    out += std::to_string(row.steps);
    out += ',';
    out += csv_cell(row.seconds);
    out += '\n';
  }
  return out;
}

}  // namespace

std::vector<ComparisonRow> comparison_rows(const app::Snapshot& snapshot, const Palette& palette,
                                           bool brief) {
  std::vector<ComparisonRow> rows;
  const app::CorpusView& corpus = snapshot.corpus;
  const double uniform = snapshot.models.front().landmarks.uniform;
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  ComparisonRow guess;
  guess.id = "uniform";
  guess.name = brief ? "Uniform" : "Uniform guess";
  guess.details = "ln V, V = " + std::to_string(corpus.tokens.size());
  guess.color = palette.uniform;
  guess.nll = {uniform, corpus.dev_tokens > 0 ? uniform : unknown,
               corpus.test_tokens > 0 ? uniform : unknown};
  rows.push_back(guess);
  for (const app::ModelView& model : snapshot.models) {
    ComparisonRow row;
    const ModelInfo& info = model_info(model.kind);
    const bool trained = info.capabilities.trained;
    row.id = info.id;
    row.kind = model.kind;
    row.name = brief ? info.short_label : info.label;
    row.details = info.summary(model.settings);
    row.color = palette.of(model.kind);
    row.known = model.exists && (model.steps > 0 || !trained);
    row.can_save_run = row.known && model.needs_corpus.empty();
    row.parameters = model.parameters;
    row.steps = trained ? model.steps : 0;
    row.tokens = model.tokens;
    row.seconds = model.seconds_trained;
    row.nll = model.nll;
    row.curve = trained ? &model.loss_curve : nullptr;
    row.samples = row.known ? &model.samples.get() : nullptr;
    rows.push_back(std::move(row));
  }
  for (const auto& saved : snapshot.saved_runs) {
    const ModelInfo& info = model_info(saved->kind);
    const bool trained = info.capabilities.trained;
    ComparisonRow row;
    row.id = "run." + std::to_string(saved->id);
    row.run = saved->id;
    row.kind = saved->kind;
    row.name = saved->name;
    row.comparable = saved->corpus_fingerprint == corpus.fingerprint;
    row.details = info.summary(saved->settings);
    if (!row.comparable) row.details = "other data: " + saved->corpus + ", " + row.details;
    if (!saved->diverged.empty()) row.details = "diverged, " + row.details;
    row.color = palette.category(run_colors[(saved->id - 1) % 8]);
    row.parameters = saved->parameters;
    row.steps = trained ? saved->steps : 0;
    row.tokens = saved->tokens;
    row.seconds = saved->seconds_trained;
    row.nll = saved->nll;
    row.can_restore = saved->can_restore;
    row.curve = trained ? &saved->loss_curve : nullptr;
    row.samples = &saved->samples;
    rows.push_back(std::move(row));
  }
  // Beside models whose test figures are hidden, the guess would be the best on test.
  if (std::all_of(rows.begin() + 1, rows.end(),
                  [](const ComparisonRow& row) { return std::isnan(row.nll.test); }))
    rows.front().nll.test = unknown;
  return rows;
}

struct ComparisonCard::Column {
  std::string_view head;
  float width;
  std::function<std::string(const ComparisonRow&)> words;
  int part = -1;  ///< 0 train, 1 dev, 2 test: the best is marked
};

void ComparisonCard::run_menu(Frame& frame, const ComparisonRow& row) {
  const std::string name = "compare." + row.id;
  label(frame, "Name");
  if (renaming_ != row.run) {
    renaming_ = row.run;
    new_name_ = row.name;
  }
  if (text_field(frame, name + ".name", new_name_, "a name", 240) && new_name_ != row.name &&
      !new_name_.empty()) {
    frame.post(app::RenameRun{row.run, new_name_});
  }
  gap(2);
  if (row.can_restore && menu_item(frame, name + ".return", "Restore this model",
                                   "to train it further or sample from it", false)) {
    frame.post(app::RestoreRun{row.run});
  }
  if (menu_item(frame, name + ".remove", "Remove", "from this list; this cannot be undone",
                false)) {
    frame.post(app::RemoveRun{row.run});
  }
}

void ComparisonCard::actions(Frame& frame, const ComparisonRow& row, float right, float middle) {
  const ImVec2 back = ImGui::GetCursorScreenPos();
  const std::string name = "compare." + row.id;
  ButtonLook look;
  look.quiet = true;
  look.width = look.height = frame.layout.compact ? 36.0f : 28.0f;
  ImGui::SetCursorScreenPos(ImVec2(right - look.width, middle - look.height / 2));
  if (row.run != 0) {
    look.icon = Icon::more;
    look.tip = "Rename, restore, remove";
    ImGui::PushID(row.id.c_str());
    if (button(frame, name + ".menu", "", look)) {
      renaming_ = 0;
      ImGui::OpenPopup("run");
    }
    place_menu(ImVec2(right - look.width, middle - look.height / 2),
               ImVec2(right, middle + look.height / 2));
    if (ImGui::BeginPopup("run")) {
      run_menu(frame, row);
      ImGui::EndPopup();
    }
    ImGui::PopID();
  } else if (row.can_save_run) {
    look.icon = Icon::plus;
    look.tip = "Save this run, to compare later ones with it";
    if (button(frame, name + ".keep", "", look)) frame.post(app::SaveRun{row.kind, ""});
  }
  ImGui::SetCursorScreenPos(back);
}

void ComparisonCard::draw_row(Frame& frame, const ComparisonRow& row,
                              const std::vector<Column>& columns, float width, float height,
                              const app::PerPart& best) {
  const Palette& p = frame.palette;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float middle = start.y + height / 2;
  const float tools = frame.layout.compact ? 38.0f : 34.0f;
  list.AddLine(start, ImVec2(start.x + width, start.y), p.grid);
  float numbers = tools;
  for (const Column& column : columns) numbers += column.width;
  const float name_width = width - numbers - 8;

  // A click on the name shows or hides the curve and the samples.
  ImGui::PushID(row.id.c_str());
  const bool pressed = ImGui::InvisibleButton("show", ImVec2(std::max(name_width, 30.0f), height));
  ImGui::PopID();
  frame.controls.record("compare." + row.id);
  const bool can_toggle = row.curve != nullptr || row.samples != nullptr;
  if (pressed && can_toggle) {
    if (!unwanted_.erase(row.id)) unwanted_.insert(row.id);
  }
  if (can_toggle)
    tooltip(frame, shows(row) ? "Hide its curve and samples" : "Show its curve and samples");
  const bool shown = shows(row);
  const ImVec2 dot(start.x + 7, middle);
  if (shown) {
    list.AddCircleFilled(dot, 5.5f, row.color, 20);
  } else {
    list.AddCircle(dot, 5, row.color, 20, 1.5f);
  }
  const float room = name_width - 22;
  draw_aligned(list, frame.fonts.body, ImVec2(start.x + 20, middle + 1), 0, 1,
               shown ? p.text : p.muted, truncate(frame.fonts.body, row.name, room));
  draw_aligned(list, frame.fonts.small, ImVec2(start.x + 20, middle + 1), 0, 0, p.muted,
               truncate(frame.fonts.small, row.details, room));

  float right = start.x + width - numbers;
  const double nll[] = {row.nll.train, row.nll.dev, row.nll.test};
  const double least[] = {best.train, best.dev, best.test};
  for (const Column& column : columns) {
    right += column.width;
    const bool leads =
        column.part >= 0 && row.known && row.comparable && nll[column.part] == least[column.part];
    draw_aligned(list, frame.fonts.mono_small, ImVec2(right, middle), 1, 0.5f,
                 leads            ? p.good
                 : row.comparable ? p.text
                                  : p.faint,
                 row.known ? column.words(row) : "–");
  }
  actions(frame, row, start.x + width, middle);
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy(ImVec2(width, height));
}

void ComparisonCard::draw(Frame& frame, const std::vector<ComparisonRow>& rows) {
  static constexpr Help help{
      "The NLL is the mean surprise in nats per token on a part of the split. Perplexity is "
      "its "
      "exponential: the model is as unsure as if it guessed among so many equally likely "
      "characters. Green is the best of a column. A click on a name hides its curve and samples.",
      "NLL = −mean log P,  perplexity = exp(NLL)"};
  Card card(frame, "ladder", "Comparison", &help);
  const float width = card.width();
  const bool wide = width >= 900, roomy = width >= 620;
  const float menu = export_menu_size(frame).x;
  card.begin_header(menu + (wide ? 0 : 158.0f));
  if (!wide) {
    segmented(frame, "compare.unit", {"NLL", "perplexity"}, unit_, 150);
    ImGui::SameLine(0, 8);
  }
  inline_export_menu(frame, {"compare.ladder", "ladder", "compare.ladder",
                             [&rows] { return comparison_csv(rows); }});
  card.end_header();

  const auto part = [](const ComparisonRow& row, int which) {
    return which == 0 ? row.nll.train : which == 1 ? row.nll.dev : row.nll.test;
  };
  std::vector<Column> columns;
  static constexpr std::string_view nll_heads[] = {"NLL train", "NLL dev", "NLL test"};
  static constexpr std::string_view perplexity_heads[] = {"ppl train", "ppl dev", "ppl test"};
  static constexpr std::string_view short_heads[] = {"train", "dev", "test"};
  const auto add_parts = [&](bool perplexity, const std::string_view* heads, float room) {
    for (int which = 0; which < 3; ++which) {
      columns.push_back({heads[which], room,
                         [part, which, perplexity, roomy](const ComparisonRow& row) {
                           const double nll = part(row, which);
                           return perplexity ? fixed(std::exp(nll), 2) : fixed(nll, roomy ? 4 : 3);
                         },
                         which});
    }
  };
  if (roomy)
    columns.push_back(
        {"parameters", 92, [](const ComparisonRow& row) { return grouped(row.parameters); }});
  if (wide) {
    add_parts(false, nll_heads, 82);
    add_parts(true, perplexity_heads, 78);
  } else {
    add_parts(unit_ == 1, short_heads, roomy ? 80.0f : 56.0f);
  }
  if (roomy) {
    columns.push_back({"steps", 76, [](const ComparisonRow& row) {
                         return row.steps > 0 ? grouped(row.steps) : std::string("–");
                       }});
    columns.push_back({"time", 88, [](const ComparisonRow& row) {
                         return row.steps > 0 ? duration(row.seconds) : std::string("–");
                       }});
  }
  constexpr double infinite = std::numeric_limits<double>::infinity();
  app::PerPart best{infinite, infinite, infinite};
  for (const ComparisonRow& row : rows) {
    if (!row.known || !row.comparable) continue;
    best.train = std::min(best.train, std::isnan(row.nll.train) ? infinite : row.nll.train);
    best.dev = std::min(best.dev, std::isnan(row.nll.dev) ? infinite : row.nll.dev);
    best.test = std::min(best.test, std::isnan(row.nll.test) ? infinite : row.nll.test);
  }

  const ImVec2 top = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float tools = frame.layout.compact ? 38.0f : 34.0f;
  float x = top.x + width - tools;
  for (auto column = columns.rbegin(); column != columns.rend(); ++column) {
    draw_aligned(list, frame.fonts.small, ImVec2(x, top.y), 1, 0, frame.palette.faint,
                 column->head);
    x -= column->width;
  }
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  ImGui::Dummy(ImVec2(width, line_height(frame.fonts.small) + 5));
  for (const ComparisonRow& row : rows) draw_row(frame, row, columns, width, 46, best);
  ImGui::PopStyleVar();
  const ImVec2 bottom(top.x + width, ImGui::GetItemRectMax().y);
  offer_export(frame, "compare.ladder", top, bottom);
  bool untrained = false, partial = false, hidden = false;
  for (const ComparisonRow& row : rows) untrained |= !row.known;
  for (const app::ModelView& model : frame.snapshot.models)
    partial |= model.nll_is_partial && model.steps > 0;
  for (const app::ModelView& model : frame.snapshot.models)
    hidden |= test_is_hidden(frame.snapshot, model);
  gap(4);
  if (hidden && button(frame, "compare.test", "Evaluate on test once")) {
    for (const app::ModelView& model : frame.snapshot.models)
      if (test_is_hidden(frame.snapshot, model)) frame.post(app::EvaluateTest{model.kind});
  }
  std::string words =
      "+ saves a run as it is now. A run of 50 steps or more is saved automatically when its model "
      "is "
      "reset.";
  if (untrained) words = "–: not trained yet, see Things to try. " + words;
  if (hidden)
    words +=
        " Choose a model by its dev figures, then evaluate it on test: once, because what is "
        "chosen "
        "by its test figures is too good on them.";
  if (partial) words += " Some figures are estimates on the beginning of each part.";
  note(frame, words);
}

}  // namespace babble::ui
