#include "properties/pipeline/pipeline_processes.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace aimcert {
namespace {

using Milliseconds = std::chrono::milliseconds;

enum class Received { packet, silence, closed };

/// Packets keep their boundaries, so a packet is there as a whole or not at all.
template <class Packet>
Received receive(int socket, Packet& packet, Milliseconds silence_limit) noexcept {
    pollfd polled{socket, POLLIN, 0};
    int ready = 0;
    while ((ready = ::poll(&polled, 1, static_cast<int>(silence_limit.count()))) < 0 && errno == EINTR) {
    }
    if (ready == 0) return Received::silence;
    ssize_t size = 0;
    while ((size = ::recv(socket, &packet, sizeof packet, 0)) < 0 && errno == EINTR) {
    }
    return size == ssize_t{sizeof packet} ? Received::packet : Received::closed;
}

/// MSG_NOSIGNAL: a neighbour that is gone is a result, not a SIGPIPE.
template <class Packet>
bool send(int socket, const Packet& packet) noexcept {
    ssize_t size = 0;
    while ((size = ::send(socket, &packet, sizeof packet, MSG_NOSIGNAL)) < 0 && errno == EINTR) {
    }
    return size == ssize_t{sizeof packet};
}

constexpr int no_sample = -1;

/// The sample that the next packet carries, or no_sample; nothing when no packet comes.
std::optional<int> await_sample(int socket, Milliseconds silence_limit) noexcept {
    int sample = no_sample;
    if (receive(socket, sample, silence_limit) != Received::packet) return std::nullopt;
    return sample;
}

/// One end of a socket pair.
class Socket {
  public:
    explicit Socket(int descriptor) : descriptor_(descriptor) {}
    Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Socket& operator=(Socket&&) = delete;
    ~Socket() { close(); }

    int get() const { return descriptor_; }
    void close() {
        if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    }

  private:
    int descriptor_;
};

struct Link {
    Socket first, second;
};

Link open_link() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        throw std::system_error(errno, std::generic_category(), "socketpair");
    return {Socket(ends[0]), Socket(ends[1])};
}

/// Ends and waits for its children when it goes, so none is left running or unwaited for, whatever happens.
class Children {
  public:
    explicit Children(std::size_t most) { processes_.reserve(most); }
    Children(const Children&) = delete;
    Children& operator=(const Children&) = delete;
    ~Children() {
        for (const pid_t process : processes_) {
            // Only a child that still runs is killed: where SIGCHLD is ignored its number may already be
            // another's.
            if (::waitpid(process, nullptr, WNOHANG) != 0) continue;
            ::kill(process, SIGKILL);
            while (::waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
            }
        }
    }

    void add(pid_t process) { processes_.push_back(process); }

  private:
    std::vector<pid_t> processes_;
};

/// Closes, in a new child, all sockets but its own: a neighbour that ends must be seen as closed.
void close_others(const std::vector<Link>& links, const Link& report, StageSockets own) noexcept {
    for (const Link& link : links)
        for (const int socket : {link.first.get(), link.second.get()})
            if (socket != own.upstream && socket != own.downstream) ::close(socket);
    ::close(report.first.get());
}

void start_stages(Children& children, int stages, int samples, const std::vector<Link>& links,
                  const Link& report, Milliseconds silence_limit) {
    for (int stage = 1; stage <= stages; ++stage) {
        const auto s = static_cast<std::size_t>(stage);
        const StageSockets sockets{stage > 1 ? links[s - 2].second.get() : -1,
                                   stage < stages ? links[s - 1].first.get() : -1, report.second.get()};
        const pid_t process = ::fork();
        if (process < 0) throw std::system_error(errno, std::generic_category(), "fork");
        if (process == 0) {  // only async-signal-safe calls from here on
            close_others(links, report, sockets);
            ::_exit(run_pipeline_stage(stage, samples, sockets, silence_limit) ? 0 : 1);
        }
        children.add(process);
    }
}

std::vector<StageVersions> collect(int stages, int samples, int report, Milliseconds silence_limit) {
    const std::vector<int> unknown(static_cast<std::size_t>(samples), -1);
    std::vector<StageVersions> versions(static_cast<std::size_t>(stages), {unknown, unknown});
    for (long missing = 2L * stages * samples; missing > 0; --missing) {
        StageReport entry{};
        switch (receive(report, entry, silence_limit)) {
            case Received::silence:
                throw std::runtime_error("pipeline processes: nothing heard for " +
                                         std::to_string(silence_limit.count()) + " ms");
            case Received::closed:
                throw std::runtime_error("pipeline processes: a stage ended early");
            case Received::packet:
                break;
        }
        StageVersions& of_stage = versions.at(static_cast<std::size_t>(entry.stage - 1));
        (entry.backward ? of_stage.backward : of_stage.forward).at(static_cast<std::size_t>(entry.sample)) =
            entry.version;
    }
    return versions;
}

}  // namespace

bool run_pipeline_stage(int stage, int samples, StageSockets sockets, Milliseconds silence_limit) noexcept {
    const bool first = sockets.upstream < 0, last = sockets.downstream < 0;
    int forwards = 0, backwards = 0;
    const auto forward_turn = [&] {
        if (!first && await_sample(sockets.upstream, silence_limit) != forwards) return false;
        if (!send(sockets.report, StageReport{stage, forwards, 0, backwards})) return false;
        if (!last && !send(sockets.downstream, forwards)) return false;
        ++forwards;
        return true;
    };
    const auto backward_turn = [&] {
        const std::optional<int> sample = last ? backwards : await_sample(sockets.downstream, silence_limit);
        if (!sample) return false;
        if (*sample != no_sample) {
            if (*sample != backwards || *sample >= forwards) return false;
            if (!send(sockets.report, StageReport{stage, *sample, 1, backwards})) return false;
            ++backwards;
        }
        return first || send(sockets.upstream, *sample);
    };
    if (!first && !send(sockets.upstream, no_sample)) return false;
    while (backwards < samples) {
        if (forwards < samples && !forward_turn()) return false;
        if (!backward_turn()) return false;
    }
    return true;
}

std::vector<StageVersions> run_pipeline_processes(int stages, int samples, Milliseconds silence_limit) {
    if (stages < 1)
        throw std::invalid_argument("stages: expected at least 1, found " + std::to_string(stages));
    if (samples < 1)
        throw std::invalid_argument("samples: expected at least 1, found " + std::to_string(samples));
    if (silence_limit.count() < 0 || silence_limit.count() > std::numeric_limits<int>::max())
        throw std::invalid_argument("silence limit: expected 0 to INT_MAX ms, found " +
                                    std::to_string(silence_limit.count()));
    std::vector<Link> links;
    for (int stage = 1; stage < stages; ++stage) links.push_back(open_link());
    Link report = open_link();
    Children children(static_cast<std::size_t>(stages));
    start_stages(children, stages, samples, links, report, silence_limit);
    links.clear();
    report.second.close();
    return collect(stages, samples, report.first.get(), silence_limit);
}

}  // namespace aimcert
