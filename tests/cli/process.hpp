#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <map>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace aimcert::testing {

/// What a finished process left behind. A process killed by signal s has status 128 + s, as in a shell.
struct ProcessResult {
    int status;
    std::string out;
    std::string err;
};

using Arguments = std::vector<std::string>;
/// Variables added to, or replaced in, the environment of the tests, whose own NO_COLOR is not passed on.
using Environment = std::map<std::string, std::string>;

/// A process that has not ended by then is killed (status 128 + SIGKILL).
constexpr std::chrono::seconds process_time_limit{300};

namespace detail {

inline int checked(int result, const char* call) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), call);
    return result;
}

class FileDescriptor {
  public:
    FileDescriptor() = default;
    explicit FileDescriptor(int number) : number_(number) {}
    FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~FileDescriptor() { reset(); }

    int get() const { return number_; }
    void reset() {
        if (number_ >= 0) ::close(std::exchange(number_, -1));
    }

  private:
    int number_ = -1;
};

/// A stream of the child: it writes to `child_end`, the test reads from `own_end`.
struct Channel {
    FileDescriptor own_end, child_end;
};

inline Channel open_pipe() {
    int ends[2];
    checked(::pipe2(ends, O_CLOEXEC), "pipe2");
    return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

/// A pseudo-terminal of 80 columns. CLOEXEC is set on both ends.
inline Channel open_terminal() {
    Channel channel;
    channel.own_end = FileDescriptor(checked(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), "posix_openpt"));
    checked(::grantpt(channel.own_end.get()), "grantpt");
    checked(::unlockpt(channel.own_end.get()), "unlockpt");
    char name[128];
    if (::ptsname_r(channel.own_end.get(), name, sizeof name) != 0)
        throw std::system_error(errno, std::generic_category(), "ptsname_r");
    channel.child_end = FileDescriptor(checked(::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC), name));
    winsize size{};
    size.ws_row = 24;
    size.ws_col = 80;
    checked(::ioctl(channel.child_end.get(), TIOCSWINSZ, &size), "TIOCSWINSZ");
    return channel;
}

inline std::vector<std::string> merged_environment(const Environment& changes) {
    std::map<std::string, std::string> variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        const auto equals = text.find('=');
        variables[text.substr(0, equals)] = text.substr(equals + 1);
    }
    variables.erase("NO_COLOR");
    for (const auto& [name, value] : changes) variables[name] = value;
    std::vector<std::string> entries;
    for (const auto& [name, value] : variables) entries.push_back(name + "=" + value);
    return entries;
}

inline std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

inline pid_t spawn(const std::string& program, const Arguments& arguments, const Environment& changes,
                   const FileDescriptor& out, const FileDescriptor& err) {
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> variables = merged_environment(changes);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, out.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, err.get(), STDERR_FILENO);
    pid_t process = -1;
    const int error = ::posix_spawn(&process, program.c_str(), &actions, nullptr, pointers(words).data(),
                                    pointers(variables).data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::system_error(error, std::generic_category(), program);
    return process;
}

/// Reads both streams at once, so that a child that fills one of them never blocks. False when time runs out.
inline bool read_until_closed(std::array<FileDescriptor, 2>& streams, std::array<std::string*, 2> texts) {
    const auto deadline = std::chrono::steady_clock::now() + process_time_limit;
    while (streams[0].get() >= 0 || streams[1].get() >= 0) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) return false;
        std::array<pollfd, 2> polled{pollfd{streams[0].get(), POLLIN, 0},
                                     pollfd{streams[1].get(), POLLIN, 0}};
        if (::poll(polled.data(), polled.size(), static_cast<int>(left.count())) < 0 && errno != EINTR)
            return false;
        for (std::size_t i = 0; i < 2; ++i) {
            if (polled[i].revents == 0) continue;
            std::array<char, 4096> buffer;
            // A terminal whose last writer is gone reports an error instead of an end of file.
            const ssize_t count = ::read(streams[i].get(), buffer.data(), buffer.size());
            if (count > 0) {
                texts[i]->append(buffer.data(), static_cast<std::size_t>(count));
            } else if (count == 0 || errno != EINTR) {
                streams[i].reset();
            }
        }
    }
    return true;
}

inline ProcessResult run_with(const std::string& program, const Arguments& arguments,
                              const Environment& changes, Channel out, Channel err) {
    const pid_t process = spawn(program, arguments, changes, out.child_end, err.child_end);
    out.child_end.reset();
    err.child_end.reset();
    ProcessResult result{};
    std::array<FileDescriptor, 2> streams{std::move(out.own_end), std::move(err.own_end)};
    if (!read_until_closed(streams, {&result.out, &result.err})) ::kill(process, SIGKILL);
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

}  // namespace detail

/// Runs `program` to its end, standard input empty, standard output and error caught in pipes.
inline ProcessResult run_program(const std::string& program, const Arguments& arguments,
                                 const Environment& changes = {}) {
    return detail::run_with(program, arguments, changes, detail::open_pipe(), detail::open_pipe());
}

#ifdef AIMCERT_PROGRAM

/// Runs `aimcert arguments...` with its output in pipes.
inline ProcessResult run(const Arguments& arguments, const Environment& changes = {}) {
    return run_program(AIMCERT_PROGRAM, arguments, changes);
}

/// Runs `aimcert arguments...` with its standard output written to a file or device.
inline ProcessResult run_into(const std::string& file, const Arguments& arguments) {
    detail::Channel out;
    out.child_end = detail::FileDescriptor(detail::checked(::open(file.c_str(), O_WRONLY | O_CLOEXEC), file.c_str()));
    return detail::run_with(AIMCERT_PROGRAM, arguments, {}, std::move(out), detail::open_pipe());
}

/// Runs `aimcert arguments...` with standard output and error on terminals of 80 columns, whose "\r\n" ends
/// lines.
inline ProcessResult run_on_terminal(const Arguments& arguments, const Environment& changes = {}) {
    return detail::run_with(AIMCERT_PROGRAM, arguments, changes, detail::open_terminal(),
                            detail::open_terminal());
}

#endif

}  // namespace aimcert::testing
