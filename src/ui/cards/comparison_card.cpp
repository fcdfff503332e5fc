#include "ui/cards/comparison_card.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "core/base/numbers.h"
#include "ui/base/format.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr const char* titles[] = {"Count bigram", "Neural bigram", "RNN"};
constexpr const char* brief_titles[] = {"Counting", "Neural", "RNN"};
// The present models have the others of the eight.
constexpr std::size_t run_colors[] = {1, 3, 4, 5, 7, 0, 2, 6};

std::string words_of(ModelKind kind, const Settings& s) {
  switch (kind) {
    case ModelKind::count:
      return "k = " + significant(s.smoothing, 4);
    case ModelKind::neural:
      return "rate " + significant(s.learning_rate, 3) + ", λ " + significant(s.l2, 3) +
             (s.batch > 0 ? ", B " + std::to_string(s.batch) : "");
    case ModelKind::rnn:
      break;
  }
  return "H " + std::to_string(s.hidden) + ", B " + std::to_string(s.batch) + ", T " +
         std::to_string(s.time_steps) + ", rate " + significant(s.learning_rate, 3) +
         (s.clip > 0 ? ", θ " + significant(s.clip, 3) : ", no clipping");
}

std::string csv_of_ladder(const std::vector<Rung>& rungs) {
  std::string out =
      "name,settings,parameters,nll train,nll dev,nll test,perplexity train,perplexity dev,"
      "perplexity test,steps,seconds\n";
  for (const Rung& rung : rungs) {
    if (!rung.known) continue;
    out += csv_cell(rung.name);
    out += ',';
    out += csv_cell(rung.details);
    out += ',';
    out += std::to_string(rung.parameters);
    for (const bool perplexity : {false, true}) {
      for (const double nll : {rung.nll.train, rung.nll.dev, rung.nll.test}) {
        out += ',';
        out += csv_cell(perplexity ? std::exp(nll) : nll);
      }
    }
    out += ',';
    out += std::to_string(rung.steps);
    out += ',';
    out += csv_cell(rung.seconds);
    out += '\n';
  }
  return out;
}

}  // namespace

std::vector<Rung> rungs_of(const app::Snapshot& snapshot, const Palette& palette, bool brief) {
  const char* const* names = brief ? brief_titles : titles;
  std::vector<Rung> rungs;
  const double uniform = snapshot.model(ModelKind::count).landmarks.uniform;
  Rung guess;
  guess.id = "uniform";
  guess.name = brief ? "Uniform" : "Uniform guess";
  guess.details = "ln V, V = " + std::to_string(snapshot.corpus.tokens.size());
  guess.color = palette.uniform;
  guess.nll = {uniform, uniform, uniform};
  rungs.push_back(guess);
  for (const app::ModelView& model : snapshot.models) {
    Rung rung;
    rung.id = model_kind_name(model.kind);
    rung.kind = model.kind;
    rung.name = names[static_cast<std::size_t>(model.kind)];
    rung.details = words_of(model.kind, model.settings);
    rung.color = palette.of(model.kind);
    rung.known = model.exists && (model.steps > 0 || model.kind == ModelKind::count);
    rung.can_keep = rung.known && model.needs_corpus.empty();
    rung.parameters = model.parameters;
    rung.steps = model.kind == ModelKind::count ? 0 : model.steps;
    rung.seconds = model.seconds_trained;
    rung.nll = model.nll;
    rung.curve = model.kind == ModelKind::count ? nullptr : &model.loss_curve;
    rung.samples = rung.known ? &model.samples : nullptr;
    rungs.push_back(std::move(rung));
  }
  for (const auto& kept : snapshot.kept) {
    Rung rung;
    rung.id = "run." + std::to_string(kept->id);
    rung.run = kept->id;
    rung.kind = kept->kind;
    rung.name = kept->name;
    rung.comparable = kept->corpus_fingerprint == snapshot.corpus.fingerprint;
    rung.details = words_of(kept->kind, kept->settings);
    if (!rung.comparable) rung.details = "other data: " + kept->corpus + ", " + rung.details;
    if (!kept->diverged.empty()) rung.details = "diverged, " + rung.details;
    rung.color = palette.category(run_colors[(kept->id - 1) % 8]);
    rung.parameters = kept->parameters;
    rung.steps = kept->kind == ModelKind::count ? 0 : kept->steps;
    rung.seconds = kept->seconds_trained;
    rung.nll = kept->nll;
    rung.can_return = kept->can_return;
    rung.curve = kept->kind == ModelKind::count ? nullptr : &kept->loss_curve;
    rung.samples = &kept->samples;
    rungs.push_back(std::move(rung));
  }
  return rungs;
}

struct LadderCard::Column {
  std::string_view head;
  float width;
  std::function<std::string(const Rung&)> words;
  int part = -1;  ///< 0 train, 1 dev, 2 test: the best is marked
};

void LadderCard::run_menu(Frame& frame, const Rung& rung) {
  const std::string name = "compare." + rung.id;
  label(frame, "Name");
  if (renaming_ != rung.run) {
    renaming_ = rung.run;
    new_name_ = rung.name;
  }
  if (text_field(frame, name + ".name", new_name_, "a name", 240) && new_name_ != rung.name &&
      !new_name_.empty()) {
    frame.post(app::RenameRun{rung.run, new_name_});
  }
  gap(2);
  if (rung.can_return && menu_item(frame, name + ".return", "Go back to this model",
                                   "it can be trained and asked again", false)) {
    frame.post(app::ReturnToRun{rung.run});
  }
  if (menu_item(frame, name + ".remove", "Remove", "from this list, for good", false)) {
    frame.post(app::RemoveRun{rung.run});
  }
}

void LadderCard::actions(Frame& frame, const Rung& rung, float right, float middle) {
  const ImVec2 back = ImGui::GetCursorScreenPos();
  const std::string name = "compare." + rung.id;
  ButtonLook look;
  look.quiet = true;
  look.width = look.height = frame.layout.compact ? 36.0f : 28.0f;
  ImGui::SetCursorScreenPos(ImVec2(right - look.width, middle - look.height / 2));
  if (rung.run != 0) {
    look.icon = Icon::more;
    look.tip = "Rename, go back to it, remove";
    ImGui::PushID(rung.id.c_str());
    if (button(frame, name + ".menu", "", look)) {
      renaming_ = 0;
      ImGui::OpenPopup("run");
    }
    ImGui::SetNextWindowPos(ImVec2(right, middle + look.height / 2 + 4), ImGuiCond_Always,
                            ImVec2(1, 0));
    if (ImGui::BeginPopup("run")) {
      run_menu(frame, rung);
      ImGui::EndPopup();
    }
    ImGui::PopID();
  } else if (rung.can_keep) {
    look.icon = Icon::plus;
    look.tip = "Keep this run as it is now, to compare later ones with it";
    if (button(frame, name + ".keep", "", look)) frame.post(app::KeepRun{rung.kind, ""});
  }
  ImGui::SetCursorScreenPos(back);
}

void LadderCard::draw_row(Frame& frame, const Rung& rung, const std::vector<Column>& columns,
                          float width, float height, const app::PerPart& best) {
  const Palette& p = frame.palette;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float middle = start.y + height / 2;
  const float tools = frame.layout.compact ? 38.0f : 34.0f;
  list.AddLine(start, ImVec2(start.x + width, start.y), p.grid);
  float numbers = tools;
  for (const Column& column : columns) numbers += column.width;
  const float name_width = width - numbers - 8;

  // The dot is a switch for the run's curve and samples.
  ImGui::PushID(rung.id.c_str());
  const bool pressed = ImGui::InvisibleButton("show", ImVec2(std::max(name_width, 30.0f), height));
  ImGui::PopID();
  frame.controls.mark("compare." + rung.id);
  const bool can_hide = rung.curve != nullptr || rung.samples != nullptr;
  if (pressed && can_hide) {
    if (!hidden_.erase(rung.id)) hidden_.insert(rung.id);
  }
  if (can_hide)
    tooltip(frame, shows(rung) ? "Hide its curve and samples" : "Show its curve and samples");
  const bool shown = shows(rung);
  const ImVec2 dot(start.x + 7, middle);
  if (shown) {
    list.AddCircleFilled(dot, 5.5f, rung.color, 20);
  } else {
    list.AddCircle(dot, 5, rung.color, 20, 1.5f);
  }
  const float room = name_width - 22;
  draw_aligned(list, frame.fonts.body, ImVec2(start.x + 20, middle + 1), 0, 1,
               shown ? p.text : p.muted, elided(frame.fonts.body, rung.name, room));
  draw_aligned(list, frame.fonts.small, ImVec2(start.x + 20, middle + 1), 0, 0, p.muted,
               elided(frame.fonts.small, rung.details, room));

  float right = start.x + width - numbers;
  const double nll[] = {rung.nll.train, rung.nll.dev, rung.nll.test};
  const double least[] = {best.train, best.dev, best.test};
  for (const Column& column : columns) {
    right += column.width;
    const bool leads =
        column.part >= 0 && rung.known && rung.comparable && nll[column.part] == least[column.part];
    draw_aligned(list, frame.fonts.mono_small, ImVec2(right, middle), 1, 0.5f,
                 leads             ? p.good
                 : rung.comparable ? p.text
                                   : p.faint,
                 rung.known ? column.words(rung) : "–");
  }
  actions(frame, rung, start.x + width, middle);
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy(ImVec2(width, height));
}

void LadderCard::draw(Frame& frame, const std::vector<Rung>& rungs) {
  static constexpr Help help{
      "NLL is the mean surprise in nats per character on that part of the split, perplexity its "
      "exponential: among how many equally likely characters the model is left guessing. Green is "
      "the best of a column; a press on a name hides its curve and samples.",
      "NLL = −mean log P,  perplexity = exp(NLL)"};
  Card card(frame, "ladder", "The ladder", &help);
  const float width = card.width();
  const bool wide = width >= 900, roomy = width >= 620;
  const float menu = export_menu_size(frame).x;
  card.begin_header(menu + (wide ? 0 : 158.0f));
  if (!wide) {
    segmented(frame, "compare.unit", {"NLL", "perplexity"}, unit_, 150);
    ImGui::SameLine(0, 8);
  }
  ImGui::SetCursorPosY(ImGui::GetCursorPosY() +
                       (frame.layout.control_height - export_menu_size(frame).y) / 2);
  export_menu(frame, {"compare.ladder", "ladder", "compare.ladder",
                      [&rungs] { return csv_of_ladder(rungs); }});
  card.end_header();

  const auto part = [](const Rung& rung, int which) {
    return which == 0 ? rung.nll.train : which == 1 ? rung.nll.dev : rung.nll.test;
  };
  std::vector<Column> columns;
  static constexpr std::string_view nll_heads[] = {"NLL train", "NLL dev", "NLL test"};
  static constexpr std::string_view perplexity_heads[] = {"ppl train", "ppl dev", "ppl test"};
  static constexpr std::string_view short_heads[] = {"train", "dev", "test"};
  const auto add_parts = [&](bool perplexity, const std::string_view* heads, float room) {
    for (int which = 0; which < 3; ++which) {
      columns.push_back({heads[which], room,
                         [part, which, perplexity, roomy](const Rung& rung) {
                           const double nll = part(rung, which);
                           return perplexity ? fixed(std::exp(nll), 2) : fixed(nll, roomy ? 4 : 3);
                         },
                         which});
    }
  };
  if (roomy)
    columns.push_back(
        {"parameters", 92, [](const Rung& rung) { return grouped(rung.parameters); }});
  if (wide) {
    add_parts(false, nll_heads, 82);
    add_parts(true, perplexity_heads, 78);
  } else {
    add_parts(unit_ == 1, short_heads, roomy ? 80.0f : 56.0f);
  }
  if (roomy) {
    columns.push_back({"steps", 76, [](const Rung& rung) {
                         return rung.steps > 0 ? grouped(rung.steps) : std::string("–");
                       }});
    columns.push_back({"time", 88, [](const Rung& rung) {
                         return rung.steps > 0 ? duration(rung.seconds) : std::string("–");
                       }});
  }
  constexpr double infinite = std::numeric_limits<double>::infinity();
  app::PerPart best{infinite, infinite, infinite};
  for (const Rung& rung : rungs) {
    if (!rung.known || !rung.comparable) continue;
    best.train = std::min(best.train, std::isnan(rung.nll.train) ? infinite : rung.nll.train);
    best.dev = std::min(best.dev, std::isnan(rung.nll.dev) ? infinite : rung.nll.dev);
    best.test = std::min(best.test, std::isnan(rung.nll.test) ? infinite : rung.nll.test);
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
  for (const Rung& rung : rungs) draw_row(frame, rung, columns, width, 46, best);
  ImGui::PopStyleVar();
  const ImVec2 bottom(top.x + width, ImGui::GetItemRectMax().y);
  offer_picture(frame, "compare.ladder", top, bottom);
  bool untrained = false, partial = false;
  for (const Rung& rung : rungs) untrained |= !rung.known;
  for (const app::ModelView& model : frame.snapshot.models)
    partial |= model.nll_is_partial && model.steps > 0;
  gap(4);
  std::string words =
      "+ keeps a run as it is now. A run of 50 steps or more is also kept by itself when its model "
      "is started anew.";
  if (untrained) words = "A dash: not trained yet; see the things to try. " + words;
  if (partial) words += " Figures of a model in training are estimates.";
  note(frame, words);
}

}  // namespace babble::ui
