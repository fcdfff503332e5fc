#include "core/data/batch_order.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace babble {
namespace {

TEST(BatchOrder, ReadsOffsetsAndStarts) {
  const BatchOrder order = parse_batch_order(R"([24, {"offset": 3, "starts": [70, 0, 35]}, 0])");
  ASSERT_EQ(order.size(), 3u);
  EXPECT_EQ(order[0].offset, 24);
  EXPECT_TRUE(order[0].starts.empty());
  EXPECT_EQ(order[1].offset, 3);
  EXPECT_EQ(order[1].starts, (std::vector<std::int64_t>{70, 0, 35}));
  const BatchOrder again = parse_batch_order(batch_order_text(order));
  EXPECT_EQ(batch_order_text(again), batch_order_text(order));
  EXPECT_EQ(again[1].starts, order[1].starts);
}

TEST(BatchOrder, NamesTheFaultyEntry) {
  for (const char* text :
       {"[1, -2]", "[1, 2.5]", "[1, \"x\"]", "[1, null]", "[1, {\"starts\": []}]",
        "[1, {\"offset\": 1, \"start\": []}]", "[1, {\"offset\": 1, \"starts\": [-1]}]",
        "[1, {\"offset\": 1, \"starts\": 5}]"}) {
    try {
      parse_batch_order(text);
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find("entry 2"), std::string::npos) << error.what();
    }
  }
  EXPECT_THROW(parse_batch_order(""), Error);
  EXPECT_THROW(parse_batch_order("{}"), Error);
}

}  // namespace
}  // namespace babble
