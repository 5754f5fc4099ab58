#include "cli/report/gnuplot.hpp"

#include "cli/files/files.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace aimcert::cli {
namespace fs = std::filesystem;
namespace {

constexpr const char* expected_program = "gnuplot: expected the program of Debian's package gnuplot-nox, found: ";

/// A directory of its own under the system's temporary one, removed with everything in it.
class TemporaryDirectory {
public:
    TemporaryDirectory() {
        std::error_code error;
        const fs::path parent = fs::temp_directory_path(error);
        std::string pattern = parent / "aimcert_XXXXXX";
        if (error || ::mkdtemp(pattern.data()) == nullptr)
            throw InputError(pattern + ": expected a temporary directory that can be created, found: " +
                             (error ? error.message() : std::strerror(errno)));
        path_ = pattern;
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }

    fs::path operator/(const char* name) const { return path_ / name; }

private:
    fs::path path_;
};

/// Runs gnuplot with its three streams on files: nothing can block, and no path passes through a shell or a script.
int run_on_files(const fs::path& script, const fs::path& output, const fs::path& messages) {
    constexpr mode_t mode = S_IRUSR | S_IWUSR;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, script.c_str(), O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT, mode);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, messages.c_str(), O_WRONLY | O_CREAT, mode);
    std::string program = "gnuplot", without_user_settings = "-d";
    const std::array<char*, 3> arguments{program.data(), without_user_settings.data(), nullptr};
    pid_t process = -1;
    const int error = ::posix_spawnp(&process, program.c_str(), &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw InputError(std::string(expected_program) + std::strerror(error));
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

/// What gnuplot says is wrong, on the last line; before it stand an echo of the command and a caret. For scripts from
/// its standard input the number of the line is always 0. When it says nothing, how it ended.
std::string trouble_in(int status, std::string messages) {
    if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
    while (!messages.empty() && std::strchr(" \n", messages.back()) != nullptr) messages.pop_back();
    if (messages.empty()) return "exit status " + std::to_string(WEXITSTATUS(status));
    const std::string line = messages.substr(messages.rfind('\n') + 1);
    constexpr std::string_view place = "line 0: ";
    const std::size_t start = line.find(place);
    return start == std::string::npos ? line : line.substr(start + place.size());
}

}  // namespace

std::string run_gnuplot(std::string_view script) {
    const TemporaryDirectory directory;
    const fs::path input = directory / "script", output = directory / "output", messages = directory / "messages";
    write_file_atomically(input, std::string(script));
    const int status = run_on_files(input, output, messages);
    if (status != 0) throw InputError("gnuplot: expected a figure, found: " + trouble_in(status, read_file(messages)));
    return read_file(output);
}

void require_gnuplot() { run_gnuplot(""); }

}  // namespace aimcert::cli
