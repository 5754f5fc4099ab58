// Where results go: through links, into pipes, to standard output; a place that cannot be written is found before the work.

#include "cli/files/files.hpp"
#include "tests/cli/process.hpp"
#include "tests/cli/workspace.hpp"

#include <gmock/gmock.h>

#include <sys/stat.h>

#include <algorithm>

namespace aimcert::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// What `aimcert schedule` writes to a plain file.
std::string schedule_json(const Workspace& workspace) {
    EXPECT_EQ(run({"schedule", "--stages", "2", "--micro-batches", "2", "--json", workspace / "plain.json"}).status, 0);
    return content(workspace / "plain.json");
}

ProcessResult schedule_into(const std::string& file) {
    return run({"schedule", "--stages", "2", "--micro-batches", "2", "--json", file});
}

TEST(Output, goes_into_a_pipe_that_stays_one) {
    const Workspace workspace;
    ASSERT_EQ(::mkfifo((workspace / "pipe").c_str(), S_IRUSR | S_IWUSR), 0);
    // Open for writing as well: neither end waits for the other, not even where the program never opens the pipe.
    const detail::FileDescriptor pipe(::open((workspace / "pipe").c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
    const auto result = schedule_into(workspace / "pipe");
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_TRUE(fs::is_fifo(workspace / "pipe"));
    std::string text(1 << 16, '\0');
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::read(pipe.get(), text.data(), text.size()))));
    EXPECT_EQ(text, schedule_json(workspace));
}

TEST(Output, goes_through_a_symbolic_link_that_stays_one) {
    const Workspace workspace;
    fs::create_directories(workspace / "elsewhere");
    workspace.write("elsewhere/old.json", "earlier\n");
    fs::create_symlink("elsewhere/old.json", workspace / "to_old");
    fs::create_symlink("to_old", workspace / "to_link");
    fs::create_symlink(workspace / "elsewhere/new.json", workspace / "to_new");
    const std::string json = schedule_json(workspace);
    for (const char* link : {"to_link", "to_new"}) {
        const auto result = schedule_into(workspace / link);
        EXPECT_EQ(result.status, 0) << result.err;
        EXPECT_TRUE(fs::is_symlink(workspace / link)) << link;
    }
    EXPECT_TRUE(fs::is_symlink(workspace / "to_old"));
    EXPECT_EQ(tree(workspace / "elsewhere"), (std::map<std::string, std::string>{{"new.json", json}, {"old.json", json}}));
}

TEST(Output, through_links_that_lead_to_each_other_is_an_error) {
    const Workspace workspace;
    fs::create_symlink("b", workspace / "a");
    fs::create_symlink("a", workspace / "b");
    const auto result = schedule_into(workspace / "a");
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr(workspace / "a" + ": expected a file that can be written, found: Too many levels"));
    EXPECT_TRUE(fs::is_symlink(workspace / "a"));
}

// The file of the process, not the link in /dev, which a fault could replace.
TEST(Output, goes_to_standard_output_before_what_is_printed) {
    const Workspace workspace;
    const std::string json = schedule_json(workspace);
    const auto result = schedule_into("/proc/self/fd/1");
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, StartsWith(json + "Stages M = 2"));
}

TEST(Output, goes_to_standard_output_that_is_a_file_too) {
    const Workspace workspace;
    const std::string json = schedule_json(workspace);
    const auto result = run_program("/bin/sh", {"-c", "exec \"$0\" schedule --stages 2 --micro-batches 2 --json /proc/self/fd/1 >\"$1\"",
                                                AIMCERT_PROGRAM, workspace / "out"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(content(workspace / "out"), StartsWith(json + "Stages M = 2"));
}

TEST(Output, goes_to_standard_error_after_what_was_written_there) {
    const Workspace workspace;
    const std::string json = schedule_json(workspace);
    const auto result = run_program("/bin/sh", {"-c", "{ echo before >&2; \"$0\" schedule --stages 2 --micro-batches 2 --json /proc/self/fd/2; echo after >&2; } 2>\"$1\"",
                                                AIMCERT_PROGRAM, workspace / "messages"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(content(workspace / "messages"), "before\n" + json + "after\n");
}

TEST(Output, that_cannot_be_written_is_found_before_the_work) {
    const Workspace workspace;
    workspace.write("file", "kept");
    fs::create_directory(workspace / "directory");
    fs::create_symlink("file/x", workspace / "link");
    const auto refused = [&](Arguments arguments, const std::string& path) {
        arguments.push_back(workspace / path);
        const auto result = run(arguments);
        EXPECT_EQ(result.status, 2);
        EXPECT_EQ(result.out, "") << "the work began";
        EXPECT_THAT(result.err, StartsWith("aimcert: " + workspace / path + ": expected a ")) << arguments[0] << " " << path;
        EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
        EXPECT_EQ(tree(workspace.path()), (std::map<std::string, std::string>{{"file", "kept"}}));
    };
    for (const char* path : {"file/x.json", "directory", "directory/", "new/", "link"}) {
        refused({"verify", "update_lipschitz", "--cases", "20", "--json"}, path);
        refused({"certify", "update_lipschitz", "--cases", "20", "--json"}, path);
        refused({"tighten", "update_lipschitz", "--json"}, path);
        refused({"tighten", "update_lipschitz", "--ablate"}, path);
        refused({"schedule", "--stages", "2", "--micro-batches", "2", "--json"}, path);
        refused({"errata", "--out"}, path);
    }
    for (const char* path : {"file", "file/x/y", "link"}) {
        refused({"verify", "update_lipschitz", "--cases", "20", "--report"}, path);
        refused({"tighten", "update_lipschitz", "--out"}, path);
        refused({"explain", "--pages"}, path);
    }
}

TEST(Output, that_can_be_written_is_not_created_before_the_work) {
    const Workspace workspace;
    workspace.write("file", "kept");
    fs::create_symlink("new/file", workspace / "link");
    for (const char* file : {"file", "new", "new/deep/file", "link", ""})
        EXPECT_NO_THROW(cli::require_writable_file(file == std::string() ? "" : workspace / file)) << file;
    for (const char* directory : {".", "new", "new/deep/"}) EXPECT_NO_THROW(cli::require_writable_directory(workspace / directory)) << directory;
    EXPECT_EQ(tree(workspace.path()), (std::map<std::string, std::string>{{"file", "kept"}}));
    EXPECT_FALSE(fs::exists(workspace / "new"));
}

/// A directory has the name of the last of a run's files, and the first ones are of another run.
TEST(Output, of_a_run_is_not_mixed_with_that_of_another) {
    const Workspace workspace;
    fs::create_directories(workspace / "out/summary.json");
    workspace.write("out/index.html", "earlier page");
    workspace.write("out/ledger.csv", "earlier ledger");
    const auto before = tree(workspace.path());
    const auto result = run({"run", AIMCERT_SOURCE_DIR "/examples/tiny_async.toml", "--out", workspace / "out"});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, "aimcert: " + workspace / "out/summary.json" + ": expected a file that can be written, found: Is a directory\n");
    EXPECT_EQ(tree(workspace.path()), before);
}

TEST(Output, may_be_named_from_where_the_program_runs) {
    const Workspace workspace;
    const auto result = run_program("/bin/sh", {"-c", "cd \"$1\" && exec \"$0\" schedule --stages 2 --micro-batches 2 --json new.json",
                                                AIMCERT_PROGRAM, workspace.path().string()});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(content(workspace / "new.json"), schedule_json(workspace));
}

TEST(Output, needs_permission) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
    const Workspace workspace;
    fs::create_directory(workspace / "closed");
    ASSERT_EQ(::mkfifo((workspace / "closed/pipe").c_str(), S_IRUSR), 0);
    fs::permissions(workspace / "closed", fs::perms::owner_read | fs::perms::owner_exec);
    EXPECT_THROW(cli::require_writable_directory(workspace / "closed/new/deep"), cli::InputError);
    EXPECT_THROW(cli::require_writable_file(workspace / "closed/file"), cli::InputError);
    EXPECT_THROW(cli::require_writable_file(workspace / "closed/pipe"), cli::InputError);
    fs::permissions(workspace / "closed", fs::perms::owner_all);
}

}  // namespace
}  // namespace aimcert::testing
