#include "cli/terminal.hpp"
#include "tests/cli/process.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace aimcert::testing {
namespace {

TEST(Help, OfEveryVerbFitsEightyColumns) {
    const std::string overview = run({"--help"}).out;
    std::istringstream verbs(overview.substr(overview.find("Subcommands:")));
    std::string line;
    std::getline(verbs, line);
    std::vector<std::vector<std::string>> calls{{"--help"}};
    while (std::getline(verbs, line) && !line.empty())
        if (line.starts_with("  ") && line[2] != ' ') calls.push_back({line.substr(2, line.find(' ', 2) - 2), "--help"});
    ASSERT_GE(calls.size(), 8u);
    for (const auto& call : calls) {
        const ProcessResult result = run(call);
        EXPECT_EQ(result.status, 0);
        EXPECT_NE(result.out.find("Usage: aimcert "), std::string::npos) << "not the folder it was started from";
        std::istringstream lines(result.out);
        while (std::getline(lines, line)) EXPECT_LE(cli::columns(line), 80u) << call.front() << ": " << line;
    }
}

}  // namespace
}  // namespace aimcert::testing
