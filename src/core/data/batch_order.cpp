#include "core/data/batch_order.h"

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/base/shown_text.h"

namespace babble {
namespace {

using json = nlohmann::ordered_json;

[[noreturn]] void refuse(std::size_t entry, const std::string& reason) {
  throw Error("Batch order, entry " + std::to_string(entry + 1) + ": " + reason +
              ". An entry is an offset, such as 24, or {\"offset\": 24, \"starts\": [70, 0, 35]}.");
}

std::int64_t position(const json& value, std::size_t entry, const char* what) {
  if (!value.is_number_integer()) refuse(entry, std::string(what) + " is not a whole number");
  const auto number = value.get<std::int64_t>();
  if (number < 0) refuse(entry, std::string(what) + " is negative");
  return number;
}

}  // namespace

BatchOrder parse_batch_order(std::string_view text) {
  const json value = parse_json(text);
  if (value.is_discarded())
    throw Error("The batch order is not JSON. It is a list, such as [24, 3].");
  if (!value.is_array()) {
    throw Error("The batch order is not a list. It has one entry an epoch, such as [24, 3].");
  }
  BatchOrder batch_order;
  batch_order.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    const json& entry = value[i];
    EpochOrder plan;
    if (entry.is_object()) {
      for (const auto& [key, unused] : entry.items()) {
        if (key != "offset" && key != "starts")
          refuse(i, "it has an unknown key " + in_quotes(key));
      }
      if (!entry.contains("offset")) refuse(i, "it has no offset");
      plan.offset = position(entry["offset"], i, "the offset");
      if (entry.contains("starts")) {
        if (!entry["starts"].is_array()) refuse(i, "its starts are not a list");
        for (const json& start : entry["starts"]) {
          plan.starts.push_back(position(start, i, "a start"));
        }
      }
    } else {
      plan.offset = position(entry, i, "it");
    }
    batch_order.push_back(std::move(plan));
  }
  return batch_order;
}

std::string batch_order_text(const BatchOrder& batch_order) {
  json value = json::array();
  for (const EpochOrder& plan : batch_order) {
    if (plan.starts.empty()) {
      value.push_back(plan.offset);
    } else {
      value.push_back({{"offset", plan.offset}, {"starts", plan.starts}});
    }
  }
  return value.dump();
}

}  // namespace babble
