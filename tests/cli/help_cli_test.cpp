#include "cli/terminal.hpp"
#include "tests/cli/eighty_columns.hpp"
#include "tests/cli/process.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <sstream>

namespace aimcert::testing {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// A line that goes on at the left margin has had no room in the line before, which begins there as well. Texts broken by
/// hand may stop two columns short.
void expect_unbroken_blocks(const std::vector<std::string>& lines) {
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const std::string &before = lines[i - 1], &line = lines[i];
        const bool goes_on = !line.empty() && line[0] != ' ' && std::isupper(static_cast<unsigned char>(line[0])) == 0;
        if (!goes_on || before.empty()) continue;
        EXPECT_NE(before[0], ' ') << before << "\n" << line;
        EXPECT_GT(cli::columns(before) + 1 + cli::columns(line.substr(0, line.find(' '))), 77u) << before << "\n" << line;
    }
}

TEST(Help, OfEveryVerbFitsEightyColumns) {
    const std::string overview = run({"--help"}).out;
    std::vector<Arguments> calls{{"--help"}};
    for (const auto& line : lines_of(overview.substr(overview.find("Subcommands:"))))
        if (line.starts_with("  ") && line[2] != ' ') calls.push_back({line.substr(2, line.find(' ', 2) - 2), "--help"});
    ASSERT_GE(calls.size(), 8u);
    for (const auto& call : calls) {
        SCOPED_TRACE(call.front());
        const ProcessResult result = run(call);
        EXPECT_EQ(result.status, 0);
        EXPECT_NE(result.out.find("Usage: aimcert "), std::string::npos) << "not the folder it was started from";
        expect_eighty_columns(result.out);
        expect_unbroken_blocks(lines_of(result.out));
    }
}

TEST(Help, OfExplainShowsThatItTakesClaims) {
    EXPECT_NE(run({"explain", "--help"}).out.find("Usage: aimcert explain [OPTIONS] [CLAIM...]\n"), std::string::npos);
    for (const Arguments& call : std::vector<Arguments>{{"explain"}, {"explain", "bounded_weights", "--pages", "none"}}) {
        const ProcessResult result = run(call);
        EXPECT_EQ(result.status, 2);
        EXPECT_EQ(lines_of(result.err).size(), 1u) << result.err;
    }
}

}  // namespace
}  // namespace aimcert::testing
