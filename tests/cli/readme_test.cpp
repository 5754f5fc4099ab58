// What the README shows really runs, in the order in which it stands there.

#include "tests/cli/eighty_columns.hpp"
#include "tests/cli/process.hpp"
#include "tests/cli/workspace.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

namespace aimcert::testing {
namespace {

namespace fs = std::filesystem;

/// The words `aimcert ...` of one command of the README, its comment left out.
Arguments words_of(const std::string& command) {
    std::istringstream text(command.substr(0, command.find('#')));
    Arguments words;
    for (std::string word; text >> word;) words.push_back(word);
    return words;
}

/// Commands in blocks of code and in cells of tables.
std::vector<std::string> commands_of(const std::string& readme) {
    std::vector<std::string> commands;
    std::istringstream lines(readme);
    bool code = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("```")) code = !code;
        if (code && line.starts_with("aimcert ")) commands.push_back(line);
        if (const auto cell = line.find("| `aimcert "); cell != std::string::npos)
            commands.push_back(line.substr(cell + 3, line.find('`', cell + 3) - cell - 3));
    }
    return commands;
}

TEST(Readme, commands_run) {
    const fs::path source = AIMCERT_SOURCE_DIR;
    const Workspace work;
    fs::create_directory_symlink(source / "examples", work.path() / "examples");
    fs::create_directory_symlink(source / "reference", work.path() / "reference");
    // What ./run verify leaves behind for the tour, from a search of one claim.
    const fs::path start = fs::current_path();
    fs::current_path(work.path());
    EXPECT_EQ(run({"verify", "update_lipschitz", "--report", "report"}).status, 0);
    const auto commands = commands_of(content(source / "README.md"));
    EXPECT_GE(commands.size(), 8U);
    for (const auto& command : commands) {
        const Arguments words = words_of(command);
        const auto result = run({words.begin() + 1, words.end()});
        EXPECT_EQ(result.status, 0) << command << "\n" << result.err;
        EXPECT_NE(result.out, "") << command;
        expect_eighty_columns(result.out);
    }
    fs::current_path(start);
}

TEST(Readme, links_and_pictures_exist) {
    const fs::path source = AIMCERT_SOURCE_DIR;
    const std::string readme = content(source / "README.md");
    int links = 0;
    for (auto at = readme.find("]("); at != std::string::npos; at = readme.find("](", at + 1), ++links) {
        const std::string target = readme.substr(at + 2, readme.find(')', at) - at - 2);
        EXPECT_TRUE(fs::exists(source / target)) << target;
    }
    EXPECT_GE(links, 5);
}

}  // namespace
}  // namespace aimcert::testing
