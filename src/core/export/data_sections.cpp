// Text, vocabulary and split in Python, as core/data does them.
#include <algorithm>

#include "core/base/numbers.h"
#include "core/export/python_sections.h"
#include "core/export/python_text.h"

namespace babble {
namespace {

// Python's str.strip() has four more blanks than ours.
bool has_separators(const Corpus& corpus) {
  const auto& tokens = corpus.vocabulary().tokens();
  return std::any_of(tokens.begin(), tokens.end(), [](const std::string& token) {
    return token.size() == 1 && token[0] >= 0x1C && token[0] <= 0x1F;
  });
}

constexpr std::string_view own_blanks =
    R"(blanks = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
blanks += "\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)";

constexpr std::string_view numpy_permutation_code =
    R"(def numpy_permutation(n, seed):  # numpy.random.RandomState(seed).permutation(n)
    order, numbers = list(range(n)), torch.Generator().manual_seed(seed)
    for i in range(n - 1, 0, -1):
        j = n
        while j > i:
            j = torch.randint(1 << i.bit_length(), (1,), generator=numbers).item()
        order[i], order[j] = order[j], order[i]
    return order


)";

std::string cut(double fraction, std::string_view things) {
  return "int(" + real_text(fraction) + " * len(" + std::string(things) + ") + 1e-6)";
}

// a and b, the ends of the training and the dev part, of things that a script calls so.
std::string ends(const Corpus& corpus, const Split& split, std::string_view things) {
  const auto count = static_cast<double>(corpus.kind() == CorpusKind::lines
                                             ? static_cast<std::size_t>(corpus.line_count())
                                             : corpus.tokens(Part::all).size());
  if (split.test > 0 && split.train * count >= 1)  // else the training part gets one all the same
    return filled("a, b = (int(part * len($THINGS$) + 1e-6) for part in ($TRAIN$, $DEV$))\n",
                  {{"THINGS", std::string(things)},
                   {"TRAIN", real_text(split.train)},
                   {"DEV", real_text(split.train + split.dev)}});
  const std::string all = "len(" + std::string(things) + ")";
  std::string code = "a = max(1, " + cut(split.train, things) + ")\n";
  code += "b = " + (split.test > 0 ? "max(a, " + cut(split.train + split.dev, things) + ")" : all);
  return code + "\n";
}

bool in_order(const Corpus& corpus, const Settings& settings) {
  return keeps_order(static_cast<std::uint32_t>(corpus.line_count()), settings.split);
}

// Lines in the order of the split, and a and b.
std::string order_of_lines(const Corpus& corpus, const Settings& settings) {
  const Split& split = settings.split;
  const std::string seed = std::to_string(split.seed);
  switch (split.kind) {
    case Split::Kind::sklearn:
      return std::string(numpy_permutation_code) +
             filled(R"(n, order = len(lines), numpy_permutation(len(lines), $SEED$)
held_out = min(n, math.ceil($TEST$ * n))
last = math.ceil(0.5 * held_out)
second = [order[i] for i in numpy_permutation(held_out, $SEED$)]
lines = [lines[i] for i in order[held_out:] + second[last:] + second[:last]]
a, b = n - held_out, n - last
)",
                    {{"SEED", seed}, {"TEST", real_text(split.test_fraction)}});
    case Split::Kind::python:
      return "rng = random.Random(" + seed + ")\nrng.shuffle(lines)\n" +
             ends(corpus, split, "lines");
    case Split::Kind::fractions:
      break;
  }
  if (in_order(corpus, settings)) return ends(corpus, split, "lines");
  return R"(order = torch.randperm(len(lines), generator=torch.Generator().manual_seed(SEED)).tolist()
lines = [lines[i] for i in order]
)" + ends(corpus, split, "lines");
}

}  // namespace

bool has_held_out(const Corpus& corpus) {
  return corpus.tokens(Part::dev).size() > 1 || corpus.tokens(Part::test).size() > 1;
}

PythonSection text_section(const Corpus& corpus, const Settings& settings) {
  PythonSection section;
  std::string& code = section.code;
  code = "text = open(args.data, encoding=\"utf-8-sig\").read()\n";
  const bool separators = has_separators(corpus), words = corpus.vocabulary().has_words();
  const bool rare = settings.min_freq > 1;
  const std::string of_tokens =
      " The vocabulary is its " + std::string(words ? "words" : "characters") +
      " by falling frequency; id 0 is the unknown one" +
      (rare ? ", which stands for those below the least frequency." : ".");
  switch (corpus.prepared_as()) {
    case Preprocessing::lines:
      section.sentence =
          "The text is a list: one example a line. The vocabulary is its characters in order of "
          "their code points; id 0 is the mark that begins and ends a line.";
      code += separators ? own_blanks : "";
      code += filled(
          R"(lines = [line.strip($BLANKS$) for line in text.split("\n") if line.strip($BLANKS$)]
vocabulary = [".", *sorted(set("".join(lines)))])",
          {{"BLANKS", separators ? "blanks" : ""}});
      break;
    case Preprocessing::d2l:
      section.sentence = "Running text of a to z and single spaces, as in d2l." + of_tokens;
      code +=
          words
              ? "text = re.sub(\"[^A-Za-z]+\", \" \", text).lower().split()\n"
              : R"(text = "".join(re.sub("[^A-Za-z]+", " ", line).strip().lower() for line in text.split("\n")))"
                "\n";
      break;
    default:
      section.sentence = "Running text as it is." + of_tokens;
      if (words) {
        code += own_blanks;
        code += "text = [word for word in re.split(f\"[{blanks}]+\", text) if word]\n";
      }
  }
  if (corpus.kind() == CorpusKind::text)
    code += filled(
        R"(vocabulary = ["<unk>", *(c for c, $N$ in collections.Counter(text).most_common()$IF$)])",
        {{"N", rare ? "n" : "_"},
         {"IF", (rare ? " if n >= " + std::to_string(settings.min_freq) : "") +
                    (!words ? ""
                     : rare ? " and c != \"<unk>\""
                            : " if c != \"<unk>\"")}});
  code +=
      "\x01vocabulary\nids, V = {c: i for i, c in enumerate(vocabulary)}, len(vocabulary)\x01"
      "vocabulary\n";
  return section;
}

PythonSection split_section(const Corpus& corpus, const Settings& settings) {
  PythonSection section;
  std::string& code = section.code;
  const bool parts = has_held_out(corpus);
  const std::string most = std::to_string(settings.max_tokens);
  if (corpus.kind() == CorpusKind::text) {
    section.sentence =
        parts ? "The text is cut in three: for training, for choosing settings, for the test."
              : "All of the text is for training.";
    const std::string limit = settings.max_tokens > 0 ? "[:" + most + "]" : "";
    code = (parts ? "stream = torch.tensor([" : "train = torch.tensor([") +
           std::string(settings.min_freq > 1 ? "ids.get(c, 0)" : "ids[c]") + " for c in text" +
           limit + "])";
    if (parts)
      code += "\n" + ends(corpus, settings.split, "stream") +
              "train, dev, test = stream[:a], stream[a:b], stream[b:]";
    code += "\x01split\n";
    return section;
  }
  section.sentence =
      settings.split.kind == Split::Kind::sklearn
          ? "The lines are split as scikit-learn's train_test_split does it."
      : in_order(corpus, settings)
          ? "All lines are for training, in the order of the file."
          : "The lines are shuffled, then cut in three: for training, for choosing settings, for "
            "the test.";
  section.sentence += " A part is one stream: .emma.olivia.ava.";
  if (settings.max_tokens > 0) {
    code +=
        "sizes = torch.tensor([len(line) + 1 for line in lines]).cumsum(0) + 1\nlines = "
        "lines[:(sizes <= " +
        most + ").sum()]\n";
  }
  code +=
      "def encode(lines):\n    return torch.tensor([0, *(ids[c] for line in lines for c in line + "
      "\".\")])\n\n\n";
  std::string order = order_of_lines(corpus, settings);
  if (!parts) order.erase(std::min(order.find("a = "), order.find("a, b = ")));
  code += order;
  code += parts ? "train, dev, test = encode(lines[:a]), encode(lines[a:b]), encode(lines[b:])"
                : "train = encode(lines)";
  code += "\x01split\n";
  return section;
}

}  // namespace babble
