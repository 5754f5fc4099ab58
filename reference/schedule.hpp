#pragma once

#include "reference/real.hpp"

#include <cstddef>
#include <vector>

namespace aimcert::reference {

// Clock: the forward or the backward of one micro-batch in one stage takes one cycle (theory.md section 4).

/// No pipeline (WOP), synchronous (SP) and asynchronous (AP) pipeline.
enum class Schedule { sequential, sync, async };

/// Cycles until `micro_batches` micro-batches have passed M = `stages` stages and come back: sequential 2 M each,
/// sync 2 (M+B-1) a mini-batch of B = `mini_batch`, async 2 each and 2 (M-1) once to fill and drain.
/// Throws std::invalid_argument when a count is 0 or, but for async, micro_batches is no multiple of B.
std::size_t schedule_cycles(Schedule schedule, std::size_t stages, std::size_t mini_batch, std::size_t micro_batches);

/// Computation density, ideal/real cycles of one stage in steady state: 1/M, B/(M+B-1), 1 (AP III-D).
Real schedule_density(Schedule schedule, std::size_t stages, std::size_t mini_batch);

/// Speed-up over no pipeline in steady state: 1, M B/(M+B-1), M (AP Table III).
Real schedule_speedup(Schedule schedule, std::size_t stages, std::size_t mini_batch);

enum class Work { idle, forward, backward };

/// What a stage does in one cycle; the micro-batch (from 0) means nothing when idle.
struct Slot {
    Work work = Work::idle;
    std::size_t micro_batch = 0;
};

/// Outcome of the simulation; stages count from 0.
struct ScheduleTrace {
    std::vector<std::vector<Slot>> slots;                     ///< [cycle][stage]
    std::vector<std::vector<std::size_t>> forward_version;    ///< [stage][micro-batch] updates made before its forward
    std::vector<std::vector<std::size_t>> backward_version;   ///< [stage][micro-batch] updates made before its backward

    std::size_t cycles() const { return slots.size(); }

    /// Updates between forward and backward of a micro-batch in a stage: its delay.
    std::size_t delay(std::size_t stage, std::size_t micro_batch) const {
        return backward_version[stage][micro_batch] - forward_version[stage][micro_batch];
    }
};

/// Runs the stages as a state machine, cycle by cycle. In each cycle every stage looks at what its neighbours had
/// finished before the cycle and does at most one forward or one backward of the next micro-batch in line:
///  - async: a backward that is ready, else a forward as long as fewer than M-m+1 micro-batches are in flight in stage m
///    (one forward, one backward in steady state); an update after each backward;
///  - sync: a forward of the current mini-batch that is ready, else a backward; an update after the B-th backward;
///  - sequential: one micro-batch at a time through all stages and back; an update after each B-th backward.
/// Nothing of the closed forms enters. Throws as schedule_cycles does.
ScheduleTrace simulate_schedule(Schedule schedule, std::size_t stages, std::size_t mini_batch,
                                std::size_t micro_batches);

}  // namespace aimcert::reference
