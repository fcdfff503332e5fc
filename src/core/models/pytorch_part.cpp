#include "core/models/pytorch_part.h"

#include <algorithm>

#include "core/data/line_batches.h"

namespace babble {
namespace {

PythonSection line_batches(bool in_order) {
  PythonSection section;
  section.sentence = in_order ? "A mini-batch is B whole lines in their order, one a row."
                              : "A mini-batch is B whole lines, drawn with replacement, one a row.";
  section.sentence += " After the mark that ends a line, nothing is expected: y is -1 there.";
  section.code = R"(def line_rows(stream):
    ends = (stream == 0).nonzero().flatten()  # line i lies between mark i and mark i + 1
    lengths = (ends[1:] - ends[:-1]).clamp(max=T)
    outside = torch.arange(lengths.max()) >= lengths[:, None]
    place = (ends[:-1, None] + torch.arange(lengths.max())).clamp(max=len(stream) - 2)
    return stream[place].masked_fill(outside, 0), stream[place + 1].masked_fill(outside, -1)


xs, ys = line_rows(train)
)";
  if (in_order) section.code += "at = 0  # the line that comes next\n";
  section.code +=
      "\n\ndef next_batch():  # x, y, whether it begins an epoch, whether it ends one\n";
  section.code += in_order ? R"(    global at
    i = (at + torch.arange(B)) % len(xs)
    ended, at = at + B >= len(xs), (at + B) % len(xs)
    return xs[i], ys[i], True, ended)"
                           : R"(    i = below(len(xs), B)
    seen = run["epoch_tokens"] + (ys[i] >= 0).sum()
    return xs[i], ys[i], True, bool(seen >= (ys >= 0).sum()))";
  section.code +=
      "\x01"
      "batch\n";
  return section;
}

PythonSection text_batches(const PytorchFacts& facts, bool sequential) {
  PythonSection section;
  section.sentence =
      sequential
          ? "Sequential mini-batches: drop a random offset, fold the text into B rows, and walk "
            "along them T tokens at a time. The state is carried from one to the next."
          : "Random mini-batches: drop a random offset, cut the text into pieces of T tokens, "
            "shuffle them, and take B at a time.";
  section.code =
      R"(at = {"batching": "$BATCHING$", "offset": 0, "position": 0, "batches": 0, "starts": []}


def next_batch():  # x, y, whether it begins an epoch, whether it ends one
    if at["position"] == at["batches"]:
)";
  // A short text has fewer rows.
  const auto rows = static_cast<std::int64_t>(facts.train_tokens) / facts.settings.time_steps - 1;
  if (rows < facts.settings.batch_size)
    section.code = filled("B, T = $B$, $T$  # as large as the text allows\n",
                          {{"B", std::to_string(std::max<std::int64_t>(rows, 1))},
                           {"T", std::to_string(std::min<std::size_t>(
                                     static_cast<std::size_t>(facts.settings.time_steps),
                                     facts.train_tokens / 2))}}) +
                   section.code;
  if (facts.recorded_order) {
    section.code += R"(        epoch = ORDER[run["epochs"]]  # an offset, or one with starts
        epoch = epoch if isinstance(epoch, dict) else {"offset": epoch, "starts": []}
        at.update(offset=epoch["offset"], position=0)
)";
  } else {
    section.code += "        at.update(offset=below(T).item(), position=0)\n";
  }
  section.code += "        pairs = len(train) - 1 - at[\"offset\"]\n";
  if (sequential) {
    section.code += R"(        at["batches"] = pairs // B // T
    begins = torch.arange(B) * ((len(train) - 1 - at["offset"]) // B) + at["position"] * T
)";
  } else {
    section.code +=
        facts.recorded_order
            ? "        at[\"starts\"] = epoch[\"starts\"] or [*range(0, pairs // T * T, T)]\n"
            : "        at[\"starts\"] = [T * i for i in permutation(pairs // T)]\n";
    section.code += R"(        at["batches"] = len(at["starts"]) // B
    begins = torch.tensor(at["starts"][at["position"] * B:][:B])
)";
  }
  section.code += R"(    place = at["offset"] + begins[:, None] + torch.arange(T)
    at["position"] += 1
    return train[place], train[place + 1], $FRESH$, at["position"] == at["batches"])"
                  "\x01"
                  "batch\n";
  section.code = filled(section.code, {{"FRESH", sequential ? "at[\"position\"] == 1" : "True"}});
  section.code = filled(section.code, {{"BATCHING", sequential ? "sequential" : "random"}});
  return section;
}

}  // namespace

std::string filled(std::string_view text,
                   std::initializer_list<std::pair<std::string_view, std::string>> values) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    bool found = false;
    if (text[i] == '$') {
      for (const auto& [key, value] : values) {
        const std::size_t end = i + 1 + key.size();
        if (end < text.size() && text[end] == '$' && text.substr(i + 1, key.size()) == key) {
          result += value;
          i = end + 1;
          found = true;
          break;
        }
      }
    }
    if (!found) result += text[i++];
  }
  return result;
}

PythonSection pytorch_pair_batches(const PytorchFacts& facts) {
  if (facts.settings.batch_size == 0) {
    return {"Each step learns from all pairs of the training part at once.",
            "def next_batch():  # x, y, whether it begins an epoch, whether it ends one\n"
            "    return train[:-1], train[1:], True, True\x01"
            "batch\n"};
  }
  return {"A mini-batch is B pairs, drawn with replacement.",
          "def next_batch():  # x, y, whether it begins an epoch, whether it ends one\n"
          "    i = below(len(train) - 1, B)\n"
          "    return train[i], train[i + 1], True, run[\"epoch_tokens\"] + B >= len(train) - 1\x01"
          "batch\n"};
}

PythonSection pytorch_sequence_batches(const PytorchFacts& facts, Batching batching) {
  if (takes_lines(batching)) return line_batches(batching == Batching::lines_in_order);
  return text_batches(facts, batching == Batching::sequential);
}

std::string pytorch_scoring(const PytorchFacts& facts, Batching batching, std::string_view length,
                            std::string_view context, int rows, std::string_view logits) {
  const bool whole =
      facts.lines() && takes_lines(batching) && facts.longest_line <= facts.settings.time_steps;
  return filled(whole ? R"(def nll(stream):
    total = 0
    for x, y in zip(*(part.split($ROWS$) for part in line_rows(stream))):
        total += loss_sum($LOGITS$.cpu().double(), y).item()
    return total / (len(stream) - 1)
)"
                      : R"(def pieces(stream):
    begin = 0  # each pair is scored once, after up to $CONTEXT$ tokens before it
    for end in $ENDS$:
        line = begin
        while begin < end:
            before = min($CONTEXT$, begin - line)
            after = min($LENGTH$ - before, end - begin)
            y = torch.full(($LENGTH$,), -1)
            x = F.pad(stream[begin - before:begin + after], (0, $LENGTH$ - before - after))
            y[before:before + after] = stream[begin + 1:begin + after + 1]
            yield x, y
            begin += after


def nll(stream):
    total, parts = 0, [*pieces(stream)]
    for i in range(0, len(parts), $ROWS$):
        x, y = (torch.stack(rows) for rows in zip(*parts[i:i + $ROWS$]))
        total += loss_sum($LOGITS$.cpu().double(), y).item()
    return total / (len(stream) - 1)
)",
                {{"ENDS", facts.lines() ? "(stream == 0).nonzero().flatten().tolist()[1:]"
                                        : "[len(stream) - 1]"},
                 {"LENGTH", std::string(length)},
                 {"CONTEXT", std::string(context)},
                 {"ROWS", std::to_string(rows)},
                 {"LOGITS", std::string(logits)}});
}

std::string pytorch_line_begins(const PytorchFacts& facts) {
  return facts.lines() ? "    marks = torch.arange(len(stream)).masked_fill(stream != 0, 0)\n"
                         "    begin = marks.cummax(0).values[i - 1, None]\n"
                       : "    begin = 0\n";
}

std::string pytorch_bigram_reading() {
  return R"(def read(token, memory):
    return model(torch.tensor(token, device=device)).softmax(-1), None
)";
}

}  // namespace babble
