// The menu of a picture ("⋯", or a right click on the picture): its numbers as CSV, the picture as
// PNG, its text.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/base/frame.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {

/// What one picture can be saved as. Empty members are not offered.
struct ExportSpec {
  std::string_view
      name;  ///< in the WidgetRegistry: name.menu, and while it is open name.csv, .png, .txt
  std::string_view file;  ///< the files are called babble-<file>.csv ...
  /// The name that was passed to offer_export(). Plots and heat maps pass the name of their spec.
  std::string_view picture = {};
  std::function<std::string()> csv = {};   ///< called when it is chosen
  std::function<std::string()> text = {};  ///< called when it is chosen
};

/// The button, on the current line.
void export_menu(Frame& frame, const ExportSpec& spec);
ImVec2 export_menu_size(const Frame& frame);
/// The same, centred on the height of the controls beside it.
void inline_export_menu(Frame& frame, const ExportSpec& spec);
/// The button alone at the right end of a card's title.
void header_menu(Frame& frame, Card& card, const ExportSpec& spec);

/// Says where a picture is: all of it, not only the visible part (screen coordinates). Call it in
/// every frame.
void offer_export(Frame& frame, std::string_view name, ImVec2 low, ImVec2 high);

// --- CSV (RFC 4180, with a header line) ---

/// One cell: quoted if it has to be.
std::string csv_cell(std::string_view text);
std::string csv_cell(double value);  ///< exact; empty for not a number

/// Columns of several curves over the union of their x, empty where a curve has no point there.
struct CsvCurve {
  std::string_view name;
  const std::vector<double>* x = nullptr;  ///< rising
  const std::vector<double>* y = nullptr;
};
std::string csv_of_curves(std::string_view x_name, std::span<const CsvCurve> curves);

/// A table with names for its rows and columns (either may be empty).
std::string csv_of_table(std::span<const std::string> rows, std::span<const std::string> columns,
                         int row_count, int column_count,
                         const std::function<double(int row, int column)>& value);

}  // namespace babble::ui
