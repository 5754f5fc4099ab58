#pragma once

#include <chrono>
#include <vector>

namespace aimcert {

/// Weight versions (updates made so far) on which one stage ran each sample. Shape: [sample].
struct StageVersions {
    std::vector<int> forward;
    std::vector<int> backward;

    friend bool operator==(const StageVersions&, const StageVersions&) = default;
};

/// How long nothing may arrive before a pipeline counts as broken.
constexpr std::chrono::milliseconds default_silence_limit{30'000};

/// Sockets of one stage, all of type SOCK_SEQPACKET. `upstream` leads to the stage before, `downstream` to
/// the stage after; -1 where there is none. What the stage does is told to `report`.
struct StageSockets {
    int upstream;
    int downstream;
    int report;
};

/// What a stage reports of each forward and backward, as one packet.
struct StageReport {
    int stage;     // 1..M
    int sample;    // from 0
    int backward;  // 0 forward, 1 backward
    int version;   // updates this stage has made before
};

/// One stage of a one-forward-one-backward pipeline, for samples 0..samples-1. It takes turns: a forward,
/// then a backward. The forward waits for the sample's packet from upstream. The backward waits for one
/// packet from downstream, a sample or an empty one, and passes on what it got; it lies a cycle before the
/// backward of the same turn downstream, so it gets that stage's packet of the turn before, and an empty one
/// in the first turn. After each backward the stage counts one update of its weights. It knows neither M nor
/// a clock nor anybody else's version: on which version a sample runs is decided by the arrival of packets
/// alone. False when a neighbour is gone, sends the wrong sample or is silent for longer than
/// `silence_limit`. Async-signal-safe, so that a child of a multithreaded process may run it.
bool run_pipeline_stage(int stage, int samples, StageSockets sockets,
                        std::chrono::milliseconds silence_limit) noexcept;

/// Runs a pipeline of `stages` processes, one per stage, that pass `samples` samples forward and back, and
/// returns the versions they ran on (claim `pipeline_delay`, AP II-C). Shape: [stage 1..M]. All processes
/// have ended, and have been waited for, when it returns or throws; any thread may call it, several at once.
/// Throws std::invalid_argument unless stages, samples >= 1 and 0 <= silence_limit <= INT_MAX,
/// std::system_error when the system gives no more sockets or processes, std::runtime_error when a stage ends
/// early or nothing is heard for `silence_limit`.
std::vector<StageVersions> run_pipeline_processes(
    int stages, int samples, std::chrono::milliseconds silence_limit = default_silence_limit);

}  // namespace aimcert
