#include "core/models/pytorch_part.h"

#include "core/data/line_batches.h"

namespace babble {
namespace {

PythonSection line_batches(bool in_order) {
  PythonSection section;
  section.sentence = in_order ? "A mini-batch is B whole lines in their order, one a row."
                              : "A mini-batch is B whole lines, drawn with replacement, one a row.";
  section.sentence += " After the mark that ends a line, nothing is expected: y is -1 there.";
  section.code =
      R"(ends = (train == 0).nonzero().flatten()  # line i lies between mark i and mark i + 1
lengths = (ends[1:] - ends[:-1]).clamp(max=T)
T = lengths.max().item()
)";
  if (in_order) section.code += "at = 0  # the line that comes next\n";
  section.code += "\n\ndef next_batch():\n";
  if (in_order) {
    section.code += R"(    global at
    i = (at + torch.arange(B)) % len(lengths)
    run["epoch_ends"] = at + B >= len(lengths)
    at = (at + B) % len(lengths)
)";
  } else {
    section.code += "    i = below(len(lengths), B)\n";
  }
  section.code += R"(    outside = torch.arange(T) >= lengths[i, None]
    place = (ends[i, None] + torch.arange(T)).clamp(max=len(train) - 2)
    return train[place].masked_fill(outside, 0), train[place + 1].masked_fill(outside, -1), True)"
                  "\x01"
                  R"(batch


def epoch_ends():
)";
  section.code += in_order ? "    return run.pop(\"epoch_ends\")\n"
                           : "    return run[\"epoch_tokens\"] >= lengths.sum().item()\n";
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
  section.code = R"(B = max(1, min(B, len(train) // T - 1))  # a short text has fewer rows
T = min(T, len(train) // 2)
at = {"batching": "$BATCHING$", "offset": 0, "position": 0, "batches": 0, "starts": []}


def next_batch():
    if at["position"] == at["batches"]:  # a new epoch
)";
  if (facts.recorded_order) {
    section.code += R"(        epoch = ORDER[run["epochs"]]  # an offset, or one with starts
        epoch = epoch if isinstance(epoch, dict) else {"offset": epoch, "starts": []}
        at["offset"], at["position"] = epoch["offset"], 0
)";
  } else {
    section.code += "        at[\"offset\"], at[\"position\"] = below(T).item(), 0\n";
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
)";
  section.code += sequential ? "    return train[place], train[place + 1], at[\"position\"] == 1"
                             : "    return train[place], train[place + 1], True";
  section.code +=
      "\x01"
      R"(batch


def epoch_ends():
    return at["position"] == at["batches"]
)";
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
            "def next_batch():\n    return train[:-1], train[1:], True\x01"
            "batch\n\n\ndef epoch_ends():\n    return True\n"};
  }
  return {"A mini-batch is B pairs, drawn with replacement.",
          "def next_batch():\n    i = below(len(train) - 1, B)\n"
          "    return train[i], train[i + 1], True\x01"
          "batch\n\n\ndef epoch_ends():\n    return run[\"epoch_tokens\"] >= len(train) - 1\n"};
}

PythonSection pytorch_sequence_batches(const PytorchFacts& facts, Batching batching) {
  if (takes_lines(batching)) return line_batches(batching == Batching::lines_in_order);
  return text_batches(facts, batching == Batching::sequential);
}

std::string pytorch_pieces(const PytorchFacts& facts) {
  return filled(R"(def pieces(stream, length, context):
    begin = 0  # each pair is scored once, after up to `context` tokens before it
    for end in $ENDS$:
        line = begin
        while begin < end:
            before = min(context, begin - line)
            after = min(length - before, end - begin)
            y = torch.full((length,), -1)
            x = F.pad(stream[begin - before:begin + after], (0, length - before - after))
            y[before:before + after] = stream[begin + 1:begin + after + 1]
            yield x, y
            begin += after
)",
                {{"ENDS", facts.lines() ? "(stream == 0).nonzero().flatten().tolist()[1:]"
                                        : "[len(stream) - 1]"}});
}

std::string pytorch_bigram_reading() {
  return R"(def read(token, memory):
    return model(torch.tensor(token, device=device)).softmax(-1), None
)";
}

}  // namespace babble
