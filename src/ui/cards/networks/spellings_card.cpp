#include "ui/cards/networks/spellings_card.h"

#include <algorithm>
#include <cmath>

#include "ui/base/format.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

using Rows = std::vector<app::SpellingView>;

std::string milliseconds(double seconds) { return fixed(1000 * seconds, 2) + " ms"; }

void draw_rows(Frame& frame, const Rows& rows) {
  const Palette& p = frame.palette;
  for (const app::SpellingView& row : rows) {
    wrapped_text(frame, row.code, p.text, frame.fonts.mono_small);
    const bool lost = !std::isfinite(row.value);
    key_value(frame, lost ? "the numbers leave the range of float32" : fixed(row.value, 6),
              milliseconds(row.seconds), lost ? p.danger : 0);
  }
}

std::string csv_of_rows(const app::SpellingsView& view) {
  std::string csv = "code,value,milliseconds\r\n";
  for (const Rows* rows : {&view.losses.get(), &view.products.get()})
    for (const app::SpellingView& row : *rows)
      csv += csv_cell(row.code) + ',' + csv_cell(row.value) + ',' + csv_cell(1000 * row.seconds) +
             "\r\n";
  return csv;
}

}  // namespace

void draw_spellings_card(Frame& frame) {
  static constexpr Help help{
      "The same loss, computed now in three ways: as the lecture first writes it, with one-hot "
      "labels, and in one call. All agree until a weight is large: exp of 89 is beyond float32, "
      "and "
      "the first way fails, while the others subtract each row's largest logit first. Below, the "
      "product with one-hot vectors against the selection of rows of W, which gives the same "
      "logits.",
      "log softmax(z)_y = z_y − max(z) − log Σ exp(z − max(z))"};
  Card card(frame, "spellings", "One loss, three spellings", &help);
  const app::SpellingsView& view = frame.snapshot.spellings;
  header_menu(frame, card, {"spellings", "spellings", "", [&view] { return csv_of_rows(view); }});
  if (view.pairs == 0) return note(frame, "There is no model to compute the loss of.");
  label(frame, "NLL of " + plural(view.pairs, "pair", "pairs"));
  draw_rows(frame, view.losses);
  gap(4);
  label(frame, "Sum of their logits");
  draw_rows(frame, view.products);
}

std::string describe_spellings(const app::SpellingsView& view) {
  if (view.pairs == 0) return {};
  std::string words = "The loss of " + plural(view.pairs, "pair", "pairs") + " in three ways:";
  for (const app::SpellingView& row : view.losses)
    words += ' ' + (std::isfinite(row.value) ? fixed(row.value, 4) : std::string("not finite")) +
             " in " + milliseconds(row.seconds) + (&row == &view.losses.back() ? '.' : ',');
  return words;
}

}  // namespace babble::ui
