#include "reference/schedule.hpp"

#include <stdexcept>

namespace aimcert::reference {
namespace {

void require_counts(Schedule schedule, std::size_t stages, std::size_t mini_batch, std::size_t micro_batches) {
    if (stages == 0 || mini_batch == 0 || micro_batches == 0) {
        throw std::invalid_argument("reference: a schedule needs at least one stage and one micro-batch");
    }
    if (schedule != Schedule::async && micro_batches % mini_batch != 0) {
        throw std::invalid_argument("reference: micro-batches do not fill whole mini-batches");
    }
}

/// How many micro-batches a stage has finished in each direction.
struct Progress {
    std::size_t forwards = 0;
    std::size_t backwards = 0;
};

struct Pipeline {
    Schedule schedule;
    std::size_t mini_batch;
    std::size_t micro_batches;
    std::vector<Progress> stages;

    std::size_t updates(std::size_t stage) const {
        return schedule == Schedule::async ? stages[stage].backwards : stages[stage].backwards / mini_batch;
    }

    bool forward_arrived(std::size_t stage) const {
        const std::size_t next = stages[stage].forwards;
        return next < micro_batches && (stage == 0 || next < stages[stage - 1].forwards);
    }

    bool backward_arrived(std::size_t stage) const {
        const std::size_t next = stages[stage].backwards;
        const bool last = stage + 1 == stages.size();
        return next < (last ? stages[stage].forwards : stages[stage + 1].backwards);
    }

    bool forward_admitted(std::size_t stage) const {
        const Progress& progress = stages[stage];
        switch (schedule) {
            case Schedule::async: return progress.forwards - progress.backwards < stages.size() - stage;
            case Schedule::sync: return progress.forwards / mini_batch == updates(stage);
            case Schedule::sequential: return progress.forwards == progress.backwards;
        }
        throw std::invalid_argument("reference: unknown schedule");
    }

    Slot choose(std::size_t stage) const {
        const bool can_forward = forward_arrived(stage) && forward_admitted(stage);
        const bool can_backward = backward_arrived(stage);
        const bool forward_first = schedule != Schedule::async;
        if (can_forward && (forward_first || !can_backward)) {
            return {Work::forward, stages[stage].forwards};
        }
        if (can_backward) {
            return {Work::backward, stages[stage].backwards};
        }
        return {};
    }
};

}  // namespace

std::size_t schedule_cycles(Schedule schedule, std::size_t stages, std::size_t mini_batch,
                            std::size_t micro_batches) {
    require_counts(schedule, stages, mini_batch, micro_batches);
    switch (schedule) {
        case Schedule::sequential: return 2 * stages * micro_batches;
        case Schedule::sync: return 2 * (stages + mini_batch - 1) * (micro_batches / mini_batch);
        case Schedule::async: return 2 * micro_batches + 2 * (stages - 1);
    }
    throw std::invalid_argument("reference: unknown schedule");
}

Real schedule_density(Schedule schedule, std::size_t stages, std::size_t mini_batch) {
    switch (schedule) {
        case Schedule::sequential: return Real(1) / stages;
        case Schedule::sync: return Real(mini_batch) / (stages + mini_batch - 1);
        case Schedule::async: return 1;
    }
    throw std::invalid_argument("reference: unknown schedule");
}

Real schedule_speedup(Schedule schedule, std::size_t stages, std::size_t mini_batch) {
    return stages * schedule_density(schedule, stages, mini_batch);
}

ScheduleTrace simulate_schedule(Schedule schedule, std::size_t stages, std::size_t mini_batch,
                                std::size_t micro_batches) {
    require_counts(schedule, stages, mini_batch, micro_batches);
    Pipeline pipeline{schedule, mini_batch, micro_batches, std::vector<Progress>(stages)};
    ScheduleTrace trace;
    trace.forward_version.resize(stages);
    trace.backward_version.resize(stages);
    while (pipeline.stages[0].backwards < micro_batches) {
        std::vector<Slot> cycle;
        for (std::size_t stage = 0; stage < stages; ++stage) {
            cycle.push_back(pipeline.choose(stage));
        }
        for (std::size_t stage = 0; stage < stages; ++stage) {
            if (cycle[stage].work == Work::forward) {
                trace.forward_version[stage].push_back(pipeline.updates(stage));
                ++pipeline.stages[stage].forwards;
            } else if (cycle[stage].work == Work::backward) {
                trace.backward_version[stage].push_back(pipeline.updates(stage));
                ++pipeline.stages[stage].backwards;
            }
        }
        trace.slots.push_back(cycle);
    }
    return trace;
}

}  // namespace aimcert::reference
