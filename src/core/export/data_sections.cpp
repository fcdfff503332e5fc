// Text, vocabulary and split in Python, as core/data does them.
#include "core/base/numbers.h"
#include "core/export/python_sections.h"
#include "core/export/python_text.h"

namespace babble {
namespace {

// Python's str.strip() has four more blanks.
constexpr std::string_view strip_lines =
    R"(blanks = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
blanks += "\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
lines = [line.strip(blanks) for line in text.split("\n")]
lines = [line for line in lines if line]
vocabulary = [".", *sorted(set("".join(lines)))])";

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

std::string cut(double fraction) { return "int(" + real_text(fraction) + " * n + 1e-6)"; }

std::string ends(const Split& split) {
  const bool all = split.dev + split.test <= 0;
  std::string code = "a = " + (all ? "n" : "max(1, " + cut(split.train) + ")") + "\n";
  code += "b = " + (split.test > 0 ? "max(a, " + cut(split.train + split.dev) + ")" : "n") + "\n";
  return code;
}

bool in_order(const Corpus& corpus, const Settings& settings) {
  return keeps_order(static_cast<std::uint32_t>(corpus.line_count()), settings.split);
}

std::string order_of_lines(const Corpus& corpus, const Settings& settings) {
  const Split& split = settings.split;
  const std::string seed = std::to_string(split.seed);
  switch (split.kind) {
    case Split::Kind::sklearn:
      return std::string(numpy_permutation_code) +
             filled(R"(order = numpy_permutation(n, $SEED$)
held_out = min(n, math.ceil($TEST$ * n))
last = math.ceil(0.5 * held_out)
second = [order[i] for i in numpy_permutation(held_out, $SEED$)]
lines = [lines[i] for i in order[held_out:] + second[last:] + second[:last]]
a, b = n - held_out, n - last
)",
                    {{"SEED", seed}, {"TEST", real_text(split.test_fraction)}});
    case Split::Kind::python:
      return "rng = random.Random(" + seed + ")\nrng.shuffle(lines)\n" + ends(split);
    case Split::Kind::fractions:
      break;
  }
  if (in_order(corpus, settings)) return ends(split);
  return R"(order = torch.randperm(n, generator=torch.Generator().manual_seed(SEED)).tolist()
lines = [lines[i] for i in order]
)" + ends(split);
}

}  // namespace

PythonSection text_section(const Corpus& corpus, const Settings&) {
  PythonSection section;
  std::string& code = section.code;
  code = R"(text = open(args.data, encoding="utf-8-sig").read()
)";
  switch (corpus.prepared_as()) {
    case Preprocessing::lines:
      section.sentence =
          "The text is a list: one example a line. The vocabulary is its characters in order of "
          "their code points; id 0 is the mark that begins and ends a line.";
      code += strip_lines;
      break;
    case Preprocessing::d2l:
      section.sentence =
          "Running text of a to z and single spaces, as in d2l. The vocabulary is its characters "
          "by falling frequency; id 0 is the unknown one.";
      code +=
          R"(text = "".join(re.sub("[^A-Za-z]+", " ", line).strip().lower() for line in text.split("\n")))"
          "\n";
      break;
    default:
      section.sentence =
          "Running text as it is. The vocabulary is its characters by falling frequency; id 0 is "
          "the unknown one.";
  }
  if (corpus.kind() == CorpusKind::text)
    code += R"(vocabulary = ["<unk>", *(c for c, _ in collections.Counter(text).most_common())])";
  code +=
      "\x01vocabulary\nids, V = {c: i for i, c in enumerate(vocabulary)}, len(vocabulary)\x01"
      "vocabulary\n";
  return section;
}

PythonSection split_section(const Corpus& corpus, const Settings& settings) {
  PythonSection section;
  std::string& code = section.code;
  const std::string most = std::to_string(settings.max_tokens);
  if (corpus.kind() == CorpusKind::text) {
    section.sentence =
        "The text is cut in three: for training, for choosing settings, for the test.";
    code = "stream = torch.tensor([ids[c] for c in text" +
           (settings.max_tokens > 0 ? "[:" + most + "]" : "") + "])\nn = len(stream)\n" +
           ends(settings.split);
    code += "train, dev, test = stream[:a], stream[a:b], stream[b:]\x01split\n";
    return section;
  }
  section.sentence =
      settings.split.kind == Split::Kind::sklearn
          ? "The lines are split as scikit-learn's train_test_split does it."
      : in_order(corpus, settings)
          ? "All lines are for training, in the order of the file."
          : "The lines are shuffled, then cut in three: for training, for choosing settings, for "
            "the test.";
  section.sentence += " One stream holds them all: .emma.olivia.ava.";
  if (settings.max_tokens > 0) {
    code +=
        "sizes = torch.tensor([len(line) + 1 for line in lines]).cumsum(0) + 1\nlines = "
        "lines[:(sizes <= " +
        most + ").sum()]\n";
  }
  code += "n = len(lines)\n" + order_of_lines(corpus, settings);
  code += R"(stream = torch.tensor([0, *(ids[c] for line in lines for c in line + ".")])
marks = (stream == 0).nonzero().flatten().tolist()  # line i lies between mark i and mark i + 1
a, b = marks[a], marks[b]
train, dev, test = stream[:a + 1], stream[a:b + 1], stream[b:])"
          "\x01split\n";
  return section;
}

}  // namespace babble
