#pragma once

#include "core/pipeline/schedule.hpp"

/// What theory section 4 says about the schedules, to compare simulated and real pipelines with.
/// M = stages >= 1, m = stage in 1..M, B = micro-batches >= 1 of a mini-batch; not checked.
namespace aimcert::closed_form {

/// Updates between forward and backward of a micro-batch in stage m, in steady state: M - m (async), 0 (AP
/// II-C).
constexpr int delay(Schedule schedule, int stages, int stage) {
    return schedule == Schedule::async ? stages - stage : 0;
}

/// Weight version on which stage m runs the forward of micro-batch k: async k - (M-m), and W_j = W_0 for j <
/// 0; otherwise that of its mini-batch, floor(k/B). (AP 8, 83)
constexpr int forward_version(Schedule schedule, int stages, int stage, int micro_batches, int micro_batch) {
    return schedule == Schedule::async ? std::max(micro_batch - (stages - stage), 0)
                                       : micro_batch / micro_batches;
}

/// Weight version on which any stage runs the backward of micro-batch k: k (async), floor(k/B). (AP 9, 83)
constexpr int backward_version(Schedule schedule, int micro_batches, int micro_batch) {
    return schedule == Schedule::async ? micro_batch : micro_batch / micro_batches;
}

/// Cycles of B micro-batches: 2B (async, steady state), 2(M+B-1), 2MB (AP III-D).
constexpr int cycles(Schedule schedule, int stages, int micro_batches) {
    if (schedule == Schedule::async) return 2 * micro_batches;
    if (schedule == Schedule::sync) return 2 * (stages + micro_batches - 1);
    return 2 * stages * micro_batches;
}

/// Cycles that async spends once per run on filling and draining, beyond those of cycles(): 2(M-1).
constexpr int async_fill_cycles(int stages) { return 2 * (stages - 1); }

/// Ideal/real = 2B/cycles: 1, B/(M+B-1), 1/M (AP III-D, Cor. 2).
constexpr double density(Schedule schedule, int stages, int micro_batches) {
    return 2.0 * micro_batches / cycles(schedule, stages, micro_batches);
}

/// Over no pipeline: M, M B/(M+B-1), 1 (AP Table III).
constexpr double speedup(Schedule schedule, int stages, int micro_batches) {
    return double(cycles(Schedule::sequential, stages, micro_batches)) /
           cycles(schedule, stages, micro_batches);
}

}  // namespace aimcert::closed_form
