#include "properties/pipeline/pipeline_processes.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

namespace aimcert {
namespace {

using std::chrono::milliseconds;

/// W~_k = W_{k-(M-m)} with W_j = W_0 for j < 0 forward, W_k backward (AP 8-9).
std::vector<StageVersions> versions_of_the_theory(int stages, int samples) {
    std::vector<StageVersions> versions;
    for (int stage = 1; stage <= stages; ++stage) {
        StageVersions of_stage;
        for (int sample = 0; sample < samples; ++sample) {
            of_stage.forward.push_back(std::max(sample - (stages - stage), 0));
            of_stage.backward.push_back(sample);
        }
        versions.push_back(of_stage);
    }
    return versions;
}

void expect_no_children() {
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

std::ptrdiff_t open_files() {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

TEST(PipelineProcesses, RunOnTheWeightVersionsOfTheTheory) {
    for (int stages = 1; stages <= 8; ++stages)
        for (const int samples : {1, 2, stages, stages + 1, 40})
            EXPECT_EQ(run_pipeline_processes(stages, samples), versions_of_the_theory(stages, samples))
                << stages << " stages, " << samples << " samples";
}

TEST(PipelineProcesses, RunMoreSamplesThanAnySocketHolds) {
    EXPECT_EQ(run_pipeline_processes(3, 20'000), versions_of_the_theory(3, 20'000));
}

TEST(PipelineProcesses, LeaveNoProcessAndNoFileBehind) {
    const auto before = open_files();
    run_pipeline_processes(6, 50);
    expect_no_children();
    EXPECT_EQ(open_files(), before);
}

TEST(PipelineProcesses, StopWhenNothingIsHeardInTime) {
    const auto before = open_files();
    // No stage can answer all of 2000 packets within no time at all.
    EXPECT_THROW(run_pipeline_processes(4, 1000, milliseconds(0)), std::runtime_error);
    expect_no_children();
    EXPECT_EQ(open_files(), before);
}

/// Some child of this process, as soon as it has `count` of them.
pid_t wait_for_children(std::size_t count) {
    while (true) {
        std::vector<pid_t> children;
        for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
            std::ifstream list(thread.path() / "children");
            children.insert(children.end(), std::istream_iterator<pid_t>(list), {});
        }
        if (children.size() == count) return children[count / 2];
        std::this_thread::yield();
    }
}

/// What run_pipeline_processes says when one of its three stages gets `signal` early in a run of many
/// samples.
std::string error_after_signal_to_a_stage(int signal, milliseconds silence_limit) {
    auto run = std::async(std::launch::async,
                          [=] { return run_pipeline_processes(3, 2'000'000, silence_limit).size(); });
    ::kill(wait_for_children(3), signal);
    try {
        run.get();
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "no error";
}

TEST(PipelineProcesses, SayWhenAStageEndsEarlyWithoutWaitingForSilence) {
    constexpr milliseconds silence_limit{20'000};
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(error_after_signal_to_a_stage(SIGKILL, silence_limit),
              "pipeline processes: a stage ended early");
    EXPECT_LT(std::chrono::steady_clock::now() - start, silence_limit);
    expect_no_children();
}

TEST(PipelineProcesses, EndEvenAStageThatIsStopped) {
    EXPECT_EQ(error_after_signal_to_a_stage(SIGSTOP, milliseconds(500)),
              "pipeline processes: nothing heard for 500 ms");
    expect_no_children();
}

TEST(PipelineProcesses, RefuseInvalidArguments) {
    for (const int bad : {0, -3}) {
        EXPECT_THROW(run_pipeline_processes(bad, 1), std::invalid_argument);
        EXPECT_THROW(run_pipeline_processes(1, bad), std::invalid_argument);
    }
    EXPECT_THROW(run_pipeline_processes(1, 1, milliseconds(-1)), std::invalid_argument);
    EXPECT_THROW(run_pipeline_processes(1, 1, std::chrono::hours(1'000)), std::invalid_argument);
}

TEST(PipelineProcesses, SayWhenTheSystemGivesNoMoreSockets) {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "the sanitizers look at an exception through a pipe, for which no descriptor is left";
#endif
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    const rlimit small{32, limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &small), 0);
    const auto before = open_files();
    EXPECT_THROW(run_pipeline_processes(64, 1), std::system_error);
    EXPECT_EQ(open_files(), before);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    expect_no_children();
}

TEST(PipelineProcesses, MayBeStartedFromSeveralThreadsWhileOthersAllocate) {
    std::atomic<bool> done{false};
    std::vector<std::jthread> threads;
    for (int i = 0; i < 2; ++i)
        threads.emplace_back([&] {
            while (!done) std::make_unique<std::string>(1000, 'x');
        });
    std::atomic<int> right{0};
    {
        std::vector<std::jthread> callers;
        for (int i = 0; i < 4; ++i)
            callers.emplace_back([&] {
                for (int repetition = 0; repetition < 10; ++repetition)
                    right += run_pipeline_processes(4, 30) == versions_of_the_theory(4, 30);
            });
    }
    done = true;
    EXPECT_EQ(right, 40);
    threads.clear();
    expect_no_children();
}

/// The two ends of a link, closed at the end.
struct Link {
    int ends[2];
    Link() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0); }
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;
    ~Link() {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    void send(int sample) const {
        EXPECT_EQ(::send(ends[0], &sample, sizeof sample, 0), ssize_t{sizeof sample});
    }
    int receive_int() const {
        int sample = -2;
        EXPECT_EQ(::recv(ends[0], &sample, sizeof sample, MSG_DONTWAIT), ssize_t{sizeof sample});
        return sample;
    }
    std::vector<StageReport> receive_reports() const {
        std::vector<StageReport> reports;
        StageReport report{};
        while (::recv(ends[0], &report, sizeof report, MSG_DONTWAIT) == ssize_t{sizeof report})
            reports.push_back(report);
        return reports;
    }
};

constexpr int no_sample = -1;
constexpr milliseconds short_silence{20};

TEST(PipelineStage, TakesAForwardAndABackwardInTurnAndPassesOnEmptyPackets) {
    Link upstream, downstream, report;
    for (const int sample : {0, 1, 2}) upstream.send(sample);
    for (const int sample : {no_sample, 0, 1, 2}) downstream.send(sample);
    ASSERT_TRUE(
        run_pipeline_stage(2, 3, {upstream.ends[1], downstream.ends[1], report.ends[1]}, short_silence));
    for (const int sample : {0, 1, 2}) EXPECT_EQ(downstream.receive_int(), sample);
    for (const int sample : {no_sample, no_sample, 0, 1, 2}) EXPECT_EQ(upstream.receive_int(), sample);
    std::vector<std::vector<int>> reports;
    for (const StageReport& entry : report.receive_reports())
        reports.push_back({entry.stage, entry.sample, entry.backward, entry.version});
    EXPECT_EQ(reports,
              (std::vector<std::vector<int>>{
                  {2, 0, 0, 0}, {2, 1, 0, 0}, {2, 0, 1, 0}, {2, 2, 0, 1}, {2, 1, 1, 1}, {2, 2, 1, 2}}));
}

TEST(PipelineStage, ActsOnNothingButTheArrivalOfPackets) {
    // Two empty packets more than one stage behind it would send: two updates more between forward and
    // backward.
    Link downstream, report;
    for (const int sample : {no_sample, no_sample, no_sample, 0, 1, 2, 3}) downstream.send(sample);
    ASSERT_TRUE(run_pipeline_stage(1, 4, {-1, downstream.ends[1], report.ends[1]}, short_silence));
    const auto reports = report.receive_reports();
    const auto last_forward = std::ranges::find_if(
        reports, [](const StageReport& entry) { return entry.backward == 0 && entry.sample == 3; });
    ASSERT_NE(last_forward, reports.end());
    EXPECT_EQ(last_forward->version, 0);
}

TEST(PipelineStage, FailsOnAnUnexpectedSample) {
    Link upstream, downstream, report;
    const StageSockets sockets{upstream.ends[1], downstream.ends[1], report.ends[1]};
    upstream.send(1);  // 0 is due
    EXPECT_FALSE(run_pipeline_stage(2, 3, sockets, short_silence));
    upstream.send(0);
    downstream.send(1);  // 0 is due
    EXPECT_FALSE(run_pipeline_stage(2, 1, sockets, short_silence));
}

TEST(PipelineStage, FailsWhenANeighbourIsSilent) {
    Link upstream, downstream, report;
    const StageSockets sockets{upstream.ends[1], downstream.ends[1], report.ends[1]};
    EXPECT_FALSE(run_pipeline_stage(2, 1, sockets, short_silence));
    upstream.send(0);
    EXPECT_FALSE(run_pipeline_stage(2, 1, sockets, short_silence));
}

TEST(PipelineStage, FailsWhenANeighbourIsGone) {
    Link upstream, downstream, report;
    const StageSockets sockets{upstream.ends[1], downstream.ends[1], report.ends[1]};
    ASSERT_EQ(::shutdown(downstream.ends[0], SHUT_RDWR), 0);
    upstream.send(0);
    EXPECT_FALSE(run_pipeline_stage(2, 1, sockets, short_silence));
    ASSERT_EQ(::shutdown(report.ends[0], SHUT_RDWR), 0);
    upstream.send(0);
    EXPECT_FALSE(run_pipeline_stage(2, 1, sockets, short_silence));
    ASSERT_EQ(::shutdown(upstream.ends[0], SHUT_RDWR), 0);
    EXPECT_FALSE(run_pipeline_stage(2, 1, sockets, short_silence));
}

}  // namespace
}  // namespace aimcert
