#include "tests/cli/eighty_columns.hpp"
#include "tests/cli/process.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

namespace aimcert::testing {
namespace {

namespace fs = std::filesystem;

/// An empty directory of its own for each test, removed at the end.
class ScheduleCommand : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = fs::temp_directory_path() / "aimcert_schedule_XXXXXX";
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        directory = pattern;
    }
    void TearDown() override { fs::remove_all(directory); }

    fs::path directory;
};

ProcessResult schedule(int stages, int micro_batches, const Arguments& more = {}) {
    Arguments arguments{"schedule", "--stages", std::to_string(stages), "--micro-batches",
                        std::to_string(micro_batches)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
}

std::string content(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(ScheduleCommand, DrawsTwoStagesAsByHand) {
    const ProcessResult result = schedule(2, 3);
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.err, "");
    EXPECT_EQ(result.out, R"(Stages M = 2, micro-batches of a mini-batch B = 3.
Fk: forward of micro-batch k, Bk: its backward (k modulo 10), . : idle.

async: update after every backward; steady state in cycles 3 to 8
  cycle   0         5         10
  stage 1 F0 .F1B0F2B1F3B2F4B3 .B4
  stage 2  .F0B0F1B1F2B2F3B3F4B4 .

sync: one mini-batch in a pipeline, then update
  cycle   0         5
  stage 1 F0F1F2 . .B0B1B2
  stage 2  .F0F1F2B0B1B2 .

sequential: no pipeline, update after the mini-batch
  cycle   0         5         10
  stage 1 F0 . .B0F1 . .B1F2 . .B2
  stage 2  .F0B0 . .F1B1 . .F2B2 .

Clock cycles for B micro-batches (async: in the steady state):
schedule     cycles  density  speed-up  delay of stage 1..M in updates
async             6   1.0000      2.00  1 0
sync              8   0.7500      1.50  0 0
sequential       12   0.5000      1.00  0 0
)");
}

TEST_F(ScheduleCommand, WritesTheMeasuredNumbersOfTheTheory) {
    const fs::path file = directory / "schedule.json";
    for (const auto& [stages, batch] :
         {std::pair{1, 1}, {3, 4}, {4, 1}, {6, 8}, {6, 4}, {6, 2}, {6, 1}, {7, 12}}) {
        SCOPED_TRACE("M = " + std::to_string(stages) + ", B = " + std::to_string(batch));
        ASSERT_EQ(schedule(stages, batch, {"--json", file}).status, 0);
        std::vector<int> descending, zeros(std::size_t(stages), 0);
        for (int delay = stages - 1; delay >= 0; --delay) descending.push_back(delay);
        const int sync_cycles = 2 * (stages + batch - 1);
        // Equal to the last bit: both sides are one rounding of the same rational number, and JSON keeps
        // doubles.
        EXPECT_EQ(nlohmann::json::parse(content(file)),
                  (nlohmann::json{{"schedules",
                                   {{{"name", "async"},
                                     {"cycles", 2 * batch},
                                     {"density", 1.0},
                                     {"speedup", double(stages)},
                                     {"delays", descending}},
                                    {{"name", "sync"},
                                     {"cycles", sync_cycles},
                                     {"density", 2.0 * batch / sync_cycles},
                                     {"speedup", 2.0 * stages * batch / sync_cycles},
                                     {"delays", zeros}},
                                    {{"name", "sequential"},
                                     {"cycles", 2 * stages * batch},
                                     {"density", 1.0 / stages},
                                     {"speedup", 1.0},
                                     {"delays", zeros}}}}}));
    }
}

TEST_F(ScheduleCommand, FitsEightyColumnsAndSaysWhatItCutsOff) {
    for (const auto& [stages, batch] : {std::pair{6, 8}, {12, 40}, {120, 3}, {3, 400}}) {
        SCOPED_TRACE("M = " + std::to_string(stages) + ", B = " + std::to_string(batch));
        const ProcessResult result = schedule(stages, batch);
        ASSERT_EQ(result.status, 0);
        expect_eighty_columns(result.out);
        EXPECT_NE(result.out.find(" of " + std::to_string(2 * stages * batch) + " cycles shown\n"),
                  std::string::npos);
    }
}

TEST_F(ScheduleCommand, CutsNothingThatFits) { EXPECT_EQ(schedule(3, 4).out.find("…"), std::string::npos); }

TEST_F(ScheduleCommand, ColoursOnlyATerminalAndNotWithNoColor) {
    const Arguments arguments{"schedule", "--stages", "2", "--micro-batches", "2"};
    const std::string escape = "\x1b[";
    EXPECT_NE(run_on_terminal(arguments).out.find(escape), std::string::npos);
    EXPECT_EQ(run_on_terminal(arguments, {{"NO_COLOR", "1"}}).out.find(escape), std::string::npos);
    EXPECT_EQ(run(arguments).out.find(escape), std::string::npos);
}

TEST_F(ScheduleCommand, HelpSaysWhatEachNumberMeans) {
    const ProcessResult result = run({"schedule", "--help"});
    EXPECT_EQ(result.status, 0);
    for (const char* word : {"--stages", "--micro-batches", "--json", "cycles", "density", "speed-up",
                             "delay", "steady state", "2(M-1)"})
        EXPECT_NE(result.out.find(word), std::string::npos) << word;
}

TEST_F(ScheduleCommand, RefusesBadArguments) {
    const fs::path file = directory / "schedule.json";
    const std::vector<Arguments> wrong{
        {"schedule"},
        {"schedule", "--stages", "3"},
        {"schedule", "--micro-batches", "3"},
        {"schedule", "--stages", "0", "--micro-batches", "3", "--json", file},
        {"schedule", "--stages", "3", "--micro-batches", "0", "--json", file},
        {"schedule", "--stages", "-1", "--micro-batches", "3", "--json", file},
        {"schedule", "--stages", "1.5", "--micro-batches", "3", "--json", file},
        {"schedule", "--stages", "three", "--micro-batches", "3", "--json", file},
        {"schedule", "--stages", "1000000", "--micro-batches", "3", "--json", file},
        {"schedule", "--stages", "3", "--micro-batches", "3", "--unknown"},
    };
    for (const Arguments& arguments : wrong) {
        const ProcessResult result = run(arguments);
        EXPECT_EQ(result.status, 2) << result.err;
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
    }
    EXPECT_FALSE(fs::exists(file));
}

TEST_F(ScheduleCommand, ErrorsNameTheOptionAndTheRange) {
    const std::string error = schedule(0, 3).err;
    for (const char* word : {"--stages", "0", "1..256"})
        EXPECT_NE(error.find(word), std::string::npos) << error;
}

TEST_F(ScheduleCommand, SaysWhenTheFileCannotBeWrittenAndShowsNothingElse) {
    const fs::path occupied = directory / "occupied";
    std::ofstream(occupied) << "not a directory";
    const ProcessResult result = schedule(2, 2, {"--json", occupied / "schedule.json"});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.err.find(occupied.string()), std::string::npos) << result.err;
    EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
    EXPECT_EQ(content(occupied), "not a directory");
}

TEST_F(ScheduleCommand, ReplacesAnEarlierFileAsAWhole) {
    const fs::path file = directory / "schedule.json";
    std::ofstream(file) << std::string(100'000, 'x');
    ASSERT_EQ(schedule(2, 2, {"--json", file}).status, 0);
    EXPECT_TRUE(nlohmann::json::accept(content(file)));
    EXPECT_EQ(std::distance(fs::directory_iterator(directory), {}), 1);  // no temporary file is left
}

}  // namespace
}  // namespace aimcert::testing
